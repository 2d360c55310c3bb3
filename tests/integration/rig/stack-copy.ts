import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { PROJECT } from "./engine.ts";

/** A shipped stack file with the rig's account and made-up addresses in place of what a team has to replace. */
export function stackCopy(stack: string, account: string): string {
  const shipped = readFileSync(path.join(PROJECT, `Pulumi.${stack}.yaml`), "utf8");
  // Ids of zeros end in as many as an account has digits; with the account in their place they stay well-formed.
  return shipped
    .replaceAll(/0{12}/g, account)
    .replaceAll("replace-me@", "alarms@")
    .replaceAll("192.0.2.10", "20.0.0.10");
}

/** The same, as a program is handed it. */
export function stackCopyValues(stack: string, account: string): Readonly<Record<string, string>> {
  const { config } = parse(stackCopy(stack, account)) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
}
