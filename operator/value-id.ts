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
