import { randomUUID } from "node:crypto";
import type { Environment } from "../../../stack-settings.ts";
import { REGION } from "../rig/rig.ts";

export type CloudName = "aws" | "azure";
type Part = Readonly<Record<string, unknown>>;

/** The settings of a stack that a history happens to. */
export interface Settings {
  readonly environment: Environment;
  readonly secretPrefix: string;
  readonly startedEpics: readonly number[];
  readonly jwt: { readonly current: number; readonly previous?: number; readonly next?: number };
  readonly aws?: Part;
  readonly azure?: Part & {
    readonly subscriptionId: string;
    readonly resourceGroup: string;
    readonly vaultName: string;
  };
}

/** As a team would begin, on the named clouds. */
export function firstSettings(environment: Environment, account: string, clouds: readonly CloudName[]): Settings {
  const name = environment === "production" ? "qualisys" : "qualisys-staging";
  return {
    environment,
    secretPrefix: name,
    startedEpics: [1, 2],
    jwt: { current: 1 },
    ...(clouds.includes("aws") ? { aws: onAws(account) } : {}),
    ...(clouds.includes("azure") ? { azure: onAzure(name) } : {}),
  };
}

function onAws(account: string): NonNullable<Settings["aws"]> {
  return {
    region: REGION,
    accountId: account,
    alarmEmails: ["alarms@example.com"],
    trail: "existing",
    deployerRole: `arn:aws:iam::${account}:role/deployer`,
  };
}

function onAzure(name: string): NonNullable<Settings["azure"]> {
  return {
    subscriptionId: randomUUID(),
    tenantId: randomUUID(),
    location: "westeurope",
    resourceGroup: name,
    vaultName: name,
    allowedIps: ["20.0.0.1"],
    operatorsGroupId: randomUUID(),
    alarmEmails: ["alarms@example.com"],
  };
}

/** Changes of settings that come again and again in a stack's life, each on every cloud that has something like it. */
export const SETTING_CHANGES = {
  "known readers": (settings: Settings, nth: number) =>
    on(settings, {
      aws: ({ accountId }) => ({ knownReaders: [`arn:aws:iam::${accountId}:role/reader-${nth}`] }),
      azure: () => ({ knownReaders: [randomUUID()] }),
    }),
  operators: (settings: Settings, nth: number) =>
    on(settings, {
      aws: ({ accountId }) => ({ operators: [`arn:aws:iam::${accountId}:role/operator-${nth}`] }),
      azure: () => ({ operatorsGroupId: randomUUID() }),
    }),
  copies: (settings: Settings, nth: number) =>
    on(settings, {
      aws: ({ accountId, replicas }) => ({ replicas: replicas ? undefined : [replica(String(accountId), nth)] }),
      azure: () => ({ allowedIps: [`20.0.0.${nth % 256}`] }),
    }),
} as const;

/** Under a key that the settings give, or under one that the program makes. */
function replica(account: string, nth: number) {
  if (nth % 2 === 0) return { region: "eu-west-1" };
  return { region: "eu-west-1", kmsKeyArn: `arn:aws:kms:eu-west-1:${account}:key/${randomUUID()}` };
}

function on(settings: Settings, changes: Record<CloudName, (part: Part) => Part>): Settings {
  const { aws, azure } = settings;
  return {
    ...settings,
    ...(aws === undefined ? {} : { aws: { ...aws, ...changes.aws(aws) } }),
    ...(azure === undefined ? {} : { azure: { ...azure, ...changes.azure(azure) } }),
  };
}

/** The text of the stack's configuration file: each value as JSON, which is YAML. */
export function configText(settings: Settings): string {
  const lines = Object.entries(settings).map(([key, value]) => `  qualisys-secrets:${key}: ${JSON.stringify(value)}\n`);
  return `config:\n${lines.join("")}`;
}
