import { awsSecretName, type Credential, isOperatorProvided, updateCommand } from "../../catalogue/index.ts";
import type { Settings } from "../../stack-settings.ts";
import { UsageError } from "../errors.ts";
import type { Session } from "../session.ts";

/** The right way to a new value where a machine makes it, or the next step on it; undefined where an operator provides it. */
export function machineWay(credential: Credential, settings: Settings, stack: string): string | undefined {
  if (isOperatorProvided(credential)) return undefined;
  if (credential.source === "generated") {
    const set = (key: string, value: number) =>
      `pulumi config set --stack ${stack} --path 'qualisys-secrets:jwt.${key}' ${value}`;
    const remove = (key: string) => `pulumi config rm --stack ${stack} --path 'qualisys-secrets:jwt.${key}'`;
    const { current, previous, next } = settings.jwt;
    const step =
      next === undefined
        ? [...(previous === undefined ? [] : [remove("previous")]), set("next", current + 1)]
        : [set("current", next), set("previous", current), remove("next")];
    return [...step, updateCommand(stack), `npm run secrets -- sync ${credential.id} --restart --stack ${stack}`].join(
      " && ",
    );
  }
  const secret = settings.aws?.database.existing?.secretArn ?? awsSecretName(settings.secretPrefix, credential);
  if (settings.aws?.database.loginProvided) return `aws secretsmanager rotate-secret --secret-id ${secret}`;
  const first = awaitsFirstLogin(credential, settings)
    ? `npm run secrets -- put ${credential.id} --stack ${stack}`
    : `put the first login into ${secret} as the program that made it says`;
  return `${first}, then ${startRotation(stack)}`;
}

/** Whether the rotated login has yet to be put for the first time, by an operator. One that another program keeps never is. */
export function awaitsFirstLogin(credential: Credential, settings: Settings): boolean {
  const database = settings.aws?.database;
  return credential.source === "rotated" && database?.loginProvided === false && database.existing === undefined;
}

/** What follows the first login. */
export function startRotation(stack: string): string {
  return `set aws.database.loginProvided to true and run ${updateCommand(stack)}`;
}

/** @throws UsageError where a machine provides the credential, with the right way to a new value. */
export function refuseMachineMade(credential: Credential, session: Session, verb: string): void {
  if (verb === "put" && awaitsFirstLogin(credential, session.fileSettings)) return;
  const way = machineWay(credential, session.fileSettings, session.stack);
  if (way === undefined) return;
  const maker = credential.source === "generated" ? "Pulumi generates it" : "AWS rotates it";
  const steps = credential.source === "generated" ? "The next step of its rotation" : "The way to a new value";
  throw new UsageError(`${credential.id} is not for ${verb}: ${maker}.`, `${steps}: ${way}`);
}
