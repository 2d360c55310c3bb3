import { readFileSync } from "node:fs";
import path from "node:path";
import { PROJECT } from "./engine.ts";

/** A shipped stack file with the rig's account and made-up addresses in place of what a team has to replace. */
export function stackCopy(stack: string, account: string): string {
  const shipped = readFileSync(path.join(PROJECT, `Pulumi.${stack}.yaml`), "utf8");
  // Ids of zeros end in as many as an account has digits; with the account in their place they stay well-formed.
  return shipped.replaceAll(/0{12}/g, account).replaceAll("replace-me@", "alarms@");
}
