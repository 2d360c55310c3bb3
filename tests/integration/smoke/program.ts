// The smallest program that shows that the rig behaves as the clouds do: a secret, its placeholder and a generated key.
import { Secret, SecretVersion } from "@pulumi/aws/secretsmanager/index.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";

const secret = new Secret(
  "secret",
  { name: "smoke/secret", description: process.env.DESCRIPTION ?? "first" },
  { protect: false },
);
new SecretVersion(
  "placeholder",
  { secretId: secret.arn, secretString: "REPLACE_WITH_SMOKE", versionStages: ["PLACEHOLDER"] },
  { ignoreChanges: ["versionStages"] },
);
const key = new RandomPassword("key", { length: 64, special: false });
export const secretArn = secret.arn;
export const generated = pulumi.secret(key.result);
