// Stops a pipeline before an update that would send an operator's vault secret again: Azure would put the placeholder in
// service, whatever the reason of the update is.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { credentials, isOperatorProvided, vaultSecrets } from "../../catalogue/index.ts";
import { step } from "./step.ts";

const root = path.resolve(import.meta.dirname, "../..");

const VAULT_SECRET = /^azure-native[^:]*:keyvault(?:\/v\w+)?:Secret$/;

// Creating one fails where the vault has it already; an import and a read send nothing.
const HARMLESS = new Set(["same", "create", "read", "refresh", "import"]);

const generated = credentials
  .filter((credential) => !isOperatorProvided(credential))
  .flatMap(vaultSecrets)
  .map(({ name }) => name);

/** Whether operators fill in the secret of this logical name; one that the catalogue does not know could be theirs. */
function isOperated(name: string): boolean {
  return !generated.some((own) => name.endsWith(`-${own}`));
}

/**
 * The operator's vault secrets that an update would touch, each with its step.
 * @param output what `pulumi preview --json` printed: only names are taken from it.
 * @throws Error where it is not the output of a whole preview.
 */
export function touchedSecrets(output: string, operated = isOperated): readonly string[] {
  const { steps, changeSummary } = parsed(output);
  if (!Array.isArray(steps) || changeSummary === undefined)
    throw new Error("The preview did not finish: see its errors.");
  return steps.flatMap(({ op, urn }) => {
    if (typeof op !== "string" || typeof urn !== "string")
      throw new Error("The preview has a step of an unknown form.");
    const [, , types = "", name = ""] = urn.split("::");
    const isSecret = VAULT_SECRET.test(types.slice(types.lastIndexOf("$") + 1));
    return isSecret && !HARMLESS.has(op) && operated(name) ? [`${op} ${name}`] : [];
  });
}

/** @throws Error that names what would be touched. */
export function requireUntouched(stack: string, output: string): void {
  const touched = touchedSecrets(output);
  if (touched.length === 0) return;
  throw new Error(
    [
      `An update of ${stack} would put placeholders over operators' secrets on Azure: ${touched.join(", ")}.`,
      "Nothing was changed. Make these secrets ignore what differs (components/azure/secret-category.ts):",
      `pulumi preview --diff --stack ${stack} shows it.`,
    ].join("\n"),
  );
}

interface Preview {
  readonly steps?: readonly { readonly op?: unknown; readonly urn?: unknown }[];
  readonly changeSummary?: object;
}

function parsed(output: string): Preview {
  try {
    return JSON.parse(output) as Preview;
  } catch {
    throw new Error("The preview printed no JSON document: see its errors.");
  }
}

async function preview(stack: string, options: readonly string[]): Promise<string> {
  const words = ["preview", "--json", "--non-interactive", "--stack", stack, ...options];
  const child = spawn(process.execPath, [path.join(root, "launch/pulumi.ts"), ...words], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [[status], stdout] = await Promise.all([once(child, "close"), text(child.stdout)]);
  if (status !== 0)
    throw new Error(`The preview of ${stack} ended with status ${status}: run it without --json to see why.`);
  return stdout;
}

if (process.argv[1] === import.meta.filename) {
  await step(async () => {
    const [stack, ...options] = process.argv.slice(2);
    if (stack === undefined) throw new Error("Usage: vault-secrets-stay.ts <stack> [--refresh]");
    requireUntouched(stack, await preview(stack, options));
  });
}
