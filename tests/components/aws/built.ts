import * as pulumi from "@pulumi/pulumi";
import { credentials } from "../../../catalogue/index.ts";
import { AwsSecretStore, type AwsSecretStoreArgs } from "../../../components/aws/secret-store.ts";
import { type Recording, type Registration, record } from "../../../preview/recorder.ts";
import { type AwsSettings, settingsSchema } from "../../../stack-settings.ts";

export const ACCOUNT = "111122223333";
export const REGION = "eu-central-1";
export const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/deployer`;
export const OPERATORS = `arn:aws:iam::${ACCOUNT}:role/operators`;
export const ISSUER = `https://oidc.eks.${REGION}.amazonaws.com/id/ABCDEF0123456789`;
export const REPLICA = {
  region: "eu-west-1",
  kmsKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/99999999-8888-4777-8666-555555555555`,
};
export const EXISTING = {
  secretArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:shop/postgres-Zz9Yy8`,
  kmsKeyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/77777777-8888-4777-8666-555555555555`,
};
export const NETWORK = { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] };

/** Settings of AWS as a stack file's reader hands them over, defaults included. */
export function awsSettings(overrides: Record<string, unknown> = {}): AwsSettings {
  const { aws } = settingsSchema.parse({
    environment: "production",
    secretPrefix: "qualisys",
    startedEpics: [],
    aws: {
      region: REGION,
      accountId: ACCOUNT,
      alarmEmails: ["security@example.com"],
      trail: "managed",
      deployerRole: DEPLOYER,
      operators: [OPERATORS],
      ...overrides,
    },
  });
  if (aws === undefined) throw new Error("the schema dropped aws");
  return aws;
}

export type Overrides = Partial<Omit<AwsSecretStoreArgs, "settings">> & {
  readonly settings?: Record<string, unknown> | undefined;
};

export interface Built {
  readonly recording: Recording;
  readonly store: AwsSecretStore;
  /** The one resource of a name and, where names are shared, a type's end. */
  find(name: string, type?: string): Registration;
  ofType(end: string): readonly Registration[];
}

/** The store, built under the mock runtime. */
export async function built({ settings, ...overrides }: Overrides = {}): Promise<Built> {
  const stores: AwsSecretStore[] = [];
  const ground = JSON.stringify({ accountId: ACCOUNT, region: REGION });
  const config = { values: { "qualisys-secrets:aws": ground }, secretKeys: [] };
  const recording = await record({ project: "qualisys-secrets", stack: "test", config }, async () => {
    const store = make({ settings, ...overrides });
    stores.push(store);
    return { aws: store.identifiers };
  });
  const [store] = stores;
  if (store === undefined) throw new Error("the store was not built");
  const ofType = (end: string) => recording.resources.filter(({ type }) => type.endsWith(end));
  return {
    recording,
    store,
    ofType,
    find(name, type = "") {
      const named = ofType(type).filter((resource) => resource.name === name);
      const [found] = named;
      if (found === undefined || named.length > 1) throw new Error(`${named.length} resources are named ${name}`);
      return found;
    },
  };
}

/** Every resource, as `type name`, that the store registers while the cloud has told nothing: no apply runs then. */
export async function registeredWhileUnknown(overrides: Overrides): Promise<readonly string[]> {
  const registered: string[] = [];
  const nothing = { id: "", state: {} };
  const newResource = ({ type, name }: pulumi.runtime.MockResourceArgs) => {
    registered.push(`${type} ${name}`);
    return nothing;
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "qualisys-secrets", "test", true);
  await pulumi.runtime.runInPulumiStack(async () => make(overrides).identifiers);
  await pulumi.runtime.disconnect();
  return registered;
}

function make({ settings, ...overrides }: Overrides): AwsSecretStore {
  const jwt = { secret: pulumi.secret("made-up-now"), previous_secret: pulumi.secret("made-up-before") };
  return new AwsSecretStore("aws", {
    settings: awsSettings(settings),
    environment: "production",
    secretPrefix: "qualisys",
    credentials,
    generated: new Map([["jwt-signing-key", jwt]]),
    cluster: { oidcIssuer: ISSUER, namespace: "external-secrets" },
    ...overrides,
  });
}

/** An input that holds JSON. */
export function json(resource: Registration, input: string): unknown {
  return JSON.parse(String(resource.inputs[input]));
}
