import { madeUp, madeUpToken } from "../../made-up-secrets.ts";
import { type Cases, ng, one, secretWire, UNKNOWN_WIRE } from "../case.ts";

const STACK = "pulumi:pulumi:Stack";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const token = madeUpToken();
const generated = madeUp(64);

const configured = (config: Record<string, string>, encryptedKeys: readonly string[] = []) => ({
  ...one(STACK, {}),
  surroundings: { config, encryptedKeys },
});

const noSecretInConfiguration: Cases = {
  ok: {
    settings: configured({
      "a:region": "eu-central-1",
      "a:emails": '["security@example.com"]',
      "aws:allowedAccountIds": '["111122223333"]',
    }),
    "a placeholder": configured({ "a:apiKey": "REPLACE_WITH_OPENAI_API_KEY" }),
    "a secret's name": configured({
      "a:secretArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:qualisys/llm/openai-AbCdEf",
    }),
    "told with the stack only": { ...one("any:index:Component", {}), surroundings: { config: { "a:token": token } } },
  },
  ng: {
    "a token": ng(["secret"], configured({ "a:anything": token })),
    "a password by its key": ng(["secret"], configured({ "a:databasePassword": madeUp(20) })),
    "decrypted by the engine": ng(["secret"], configured({ "github:token": token })),
    "in an object": ng(["secret"], configured({ "a:settings": JSON.stringify({ nested: [{ deep: token }] }) })),
    "encrypted, and not decrypted here": ng(["encrypted"], configured({ "a:token": "[encrypted]" }, ["a:token"])),
  },
};

const noSecretInResource: Cases = {
  ok: {
    "ordinary inputs": one("aws:s3/bucket:Bucket", { bucket: "logs", tags: { Name: "logs" } }),
    "a value not known yet": one("kubernetes:core/v1:ConfigMap", { data: { token: UNKNOWN_WIRE } }),
    "a store's generated value": one(VERSION, {
      secretString: JSON.stringify({ secret: generated, previous_secret: generated }),
    }),
    "a placeholder in a store": one(VERSION, {
      secretString: JSON.stringify({ api_key: "REPLACE_WITH_OPENAI_API_KEY" }),
    }),
    "a reference to a store": one("kubernetes:apps/v1:Deployment", {
      spec: { env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "github-app", key: "token" } } }] },
    }),
  },
  ng: {
    "a Helm value": ng(["secret"], one("kubernetes:helm.sh/v3:Release", { values: { config: { anything: token } } })),
    "a ConfigMap": ng(
      ["secret"],
      one("kubernetes:core/v1:ConfigMap", { data: { "settings.json": JSON.stringify({ a: token }) } }),
    ),
    "an environment variable": ng(
      ["secret"],
      one("kubernetes:apps/v1:Deployment", { spec: { env: [{ name: "DB_PASSWORD", value: madeUp(20) }] } }),
    ),
    "a Kubernetes Secret's base64": ng(
      ["secret"],
      one("kubernetes:core/v1:Secret", { data: { token: Buffer.from(token).toString("base64") } }),
    ),
    "marked as secret": ng(
      ["secret"],
      one("aws:lambda/function:Function", { environment: { variables: { T: secretWire(token) } } }),
    ),
    "a tag": ng(["secret"], one("aws:s3/bucket:Bucket", { tags: { Note: token } })),
    "a description": ng(["secret"], one("any:index:Thing", { description: `Uses ${token} to sign in.` })),
    "an asset's text": ng(
      ["secret"],
      one("aws:s3/bucketObject:BucketObject", { source: { text: Promise.resolve(`TOKEN=${token}`) } }),
    ),
    "a provider's argument": ng(["secret"], one("pulumi:providers:github", { token: secretWire(token) })),
    "a vendor's token in a store": ng(["secret"], one(VERSION, { secretString: JSON.stringify({ secret: token }) })),
    "a generated value anywhere else": ng(["secret"], one("aws:rds/instance:Instance", { password: generated })),
  },
};

const password = { type: "random:index/randomPassword:RandomPassword", name: "password" };

const noSecretInStore: Cases = {
  ok: {
    "a placeholder": one(VERSION, { secretString: JSON.stringify({ api_key: "REPLACE_WITH_OPENAI_API_KEY" }) }),
    "from a generated password": {
      resources: [
        password,
        {
          type: VERSION,
          props: { secretString: JSON.stringify({ password: generated }) },
          from: { secretString: "password" },
        },
      ],
    },
    "not known yet": one(VERSION, { secretString: UNKNOWN_WIRE }),
    "a vendor's token, which no-secret-in-resource tells": one(VERSION, {
      secretString: JSON.stringify({ key: token }),
    }),
    "a login whose parts are public": one(VERSION, {
      secretString: JSON.stringify({ engine: "postgres", port: 5432 }),
    }),
  },
  ng: {
    "a password": ng(["secret"], one(VERSION, { secretString: secretWire(JSON.stringify({ password: madeUp(24) })) })),
    "from another resource": ng(["secret"], {
      resources: [
        { type: "aws:rds/instance:Instance", name: "database" },
        {
          type: VERSION,
          props: { secretString: JSON.stringify({ password: madeUp(24) }) },
          from: { secretString: "database" },
        },
      ],
    }),
    "a password for another property": ng(["secret"], {
      resources: [
        password,
        {
          type: VERSION,
          props: { secretString: JSON.stringify({ password: madeUp(24) }) },
          from: { secretId: "password" },
        },
      ],
    }),
    "in a vault": ng(
      ["secret"],
      one("azure-native:keyvault:Secret", { properties: { value: JSON.stringify({ password: madeUp(24) }) } }),
    ),
    "in a parameter": ng(
      ["secret"],
      one("aws:ssm/parameter:Parameter", { value: JSON.stringify({ password: madeUp(24) }) }),
    ),
  },
};

export const secrets: Readonly<Record<string, Cases>> = {
  "no-secret-in-configuration": noSecretInConfiguration,
  "no-secret-in-resource": noSecretInResource,
  "no-secret-in-store": noSecretInStore,
};
