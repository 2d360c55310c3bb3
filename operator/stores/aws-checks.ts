import { type Credential, updateCommand } from "../../catalogue/index.ts";
import type { AwsSettings } from "../../stack-settings.ts";
import { translateAws } from "./aws-errors.ts";
import type { Copy, Described } from "./aws-secret.ts";
import { failedCheck } from "./failed-check.ts";
import type { Check } from "./store.ts";

/** A signed-in caller of AWS. */
export interface AwsIdentity {
  readonly account: string;
  readonly arn: string;
}

interface Probes {
  readonly caller: () => Promise<AwsIdentity>;
  readonly settings: AwsSettings;
  /** Undefined where there is no such secret. */
  readonly describe: (credential: Credential) => Promise<Pick<Described, "copies"> | undefined>;
  /** Keys that open the value in service and are not the secret's own; undefined where AWS names none. */
  readonly otherKeys: (credential: Credential) => Promise<readonly string[] | undefined>;
  readonly probeWrite: (credential: Credential) => Promise<unknown>;
  readonly credentials: readonly Credential[];
}

/** Who am I on AWS, and may I do what the commands need? Changes nothing. */
export async function awsChecks(probes: Probes): Promise<readonly Check[]> {
  const { settings, credentials } = probes;
  let arn: string;
  try {
    const caller = await probes.caller();
    arn = caller.arn;
    if (caller.account !== settings.accountId) {
      return [
        {
          name: "AWS account",
          result: "failed",
          detail: `signed in to ${caller.account} as ${arn}; the stack is of ${settings.accountId}`,
          cure: "Sign in to that account, or name the right stack with --stack.",
        },
      ];
    }
  } catch (error) {
    return [failedCheck("AWS sign-in", error)];
  }
  const checks: Check[] = [{ name: "AWS sign-in", result: "ok", detail: arn }];
  const [first] = credentials;
  for (const credential of credentials) checks.push(await exists(probes, credential));
  if (first !== undefined) checks.push(await ownKeys(probes), await mayWrite(probes, first));
  return checks;
}

async function exists({ describe, settings }: Probes, credential: Credential): Promise<Check> {
  const name = `AWS secret of ${credential.id}`;
  try {
    const described = await describe(credential);
    if (described !== undefined) {
      return { name, ...copied(settings, described.copies, credential) };
    }
    return { name, result: "failed", detail: "does not exist", cure: `Create it: ${updateCommand()}.` };
  } catch (error) {
    return failedCheck(name, error);
  }
}

/**
 * A secret's new key is for its next value: what it holds may stay readable by the key before, or by that alone.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html (KmsKeyId)
 */
async function ownKeys({ otherKeys, credentials }: Probes): Promise<Check> {
  const name = "AWS keys of the values";
  try {
    const others: string[] = [];
    const unnamed: string[] = [];
    for (const credential of credentials) {
      const keys = await otherKeys(credential);
      if (keys === undefined) unnamed.push(credential.id);
      else if (keys.length > 0) others.push(`${credential.id} (${keys.join(", ")})`);
    }
    if (others.length === 0 && unnamed.length > 0)
      return { name, result: "unknown", detail: `AWS does not name the keys of ${unnamed.join(", ")}` };
    if (others.length === 0) return { name, result: "ok", detail: "every value is under its secret's own key alone" };
    return {
      name,
      result: "failed",
      detail: `another key opens ${others.join("; ")}`,
      cure: "Put each value anew (npm run secrets -- put <id>), and keep the other key until then.",
    };
  } catch (error) {
    return failedCheck(name, error);
  }
}

/** AWS copies after the answer, and tells a failure here alone. */
function copied({ replicas }: AwsSettings, copies: readonly Copy[], { id }: Credential): Omit<Check, "name"> {
  const wrong: string[] = [];
  const waiting: string[] = [];
  for (const { region } of replicas) {
    const copy = copies.find((entry) => entry.region === region);
    if (copy === undefined) wrong.push(`${region} has no copy`);
    else if (copy.status === "InProgress") waiting.push(region);
    else if (copy.status !== "InSync") wrong.push(`${region}: ${copy.status} ${copy.reason}`.trimEnd());
  }
  if (wrong.length > 0) {
    return {
      result: "failed",
      detail: `exists, but ${wrong.join("; ")}`,
      cure: `Make whoever puts it use the key of that region, then run ${updateCommand()} --refresh and put ${id} again.`,
    };
  }
  if (waiting.length > 0) return { result: "unknown", detail: `exists, and is being copied to ${waiting.join(", ")}` };
  const inSync =
    replicas.length === 0 ? "" : `; its copies in ${replicas.map(({ region }) => region).join(", ")} are in sync`;
  return { result: "ok", detail: `exists, and you may look at it${inSync}` };
}

async function mayWrite({ probeWrite }: Probes, credential: Credential): Promise<Check> {
  const name = "AWS writing";
  try {
    await probeWrite(credential);
  } catch (error) {
    const kind = (error as Error).name;
    if (kind === "ResourceNotFoundException" || kind === "InvalidParameterException") {
      return {
        name,
        result: "ok",
        detail: `you may move labels of ${credential.id}; the writer policy grants putting and tagging with it`,
      };
    }
    return failedCheck(name, translateAws(error, `the labels of ${credential.id}`));
  }
  return { name, result: "unknown", detail: "AWS accepted a request that it should have refused" };
}
