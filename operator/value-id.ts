import { scryptSync } from "node:crypto";
import type { Credential } from "../catalogue/index.ts";
import type { Values } from "./stores/store.ts";

/**
 * What a value is known by on every cloud: equal ids mean equal values, so that stores can be compared, and a
 * repeated put recognised, by people who may not read either.
 *
 * It becomes the version id on AWS and a tag on Azure, which are no secrets; scrypt makes trying out guesses
 * expensive, and every credential holds a field that cannot be guessed at all.
 *
 * @returns 64 hexadecimal digits (a version id may have 32 to 64 characters).
 */
export function valueId(credential: Credential, environment: string, values: Values): string {
  const canonical = JSON.stringify(credential.fields.map((field) => [field.name, values[field.name] ?? ""]));
  return scryptSync(canonical, `qualisys-secrets/${environment}/${credential.id}`, 32, { N: 2 ** 14 }).toString("hex");
}

/** Whether two ids are of one value. A tag on Azure holds the first half of an id; what is no value id is like none. */
export function sameId(one: string | undefined, other: string | undefined): boolean {
  const [a, b] = [one, other].map((id) => (isValueId(id) ? id?.slice(0, 32) : undefined));
  return a !== undefined && a === b;
}

/** Whether an id is one that these commands give, whole or its first half. */
export function isValueId(id: string | undefined): boolean {
  return /^(?:[0-9a-f]{32}){1,2}$/.test(id ?? "");
}
