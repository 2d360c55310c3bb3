// What most public code does: a managed version whose value is ignored once it is there. Nothing of the project's own
// components is in it, so that the histories show what they protect against (tests/integration/lost).
import { Secret, SecretVersion } from "@pulumi/aws/secretsmanager/index.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";
import { awsSecretName, credentials, initialDocument, tags } from "../../../catalogue/index.ts";

const config = new pulumi.Config("qualisys-secrets");
const prefix = config.require("secretPrefix");
const environment = config.require("environment");

for (const credential of credentials) {
  const name = awsSecretName(prefix, credential);
  const secret = new Secret(
    credential.id,
    { name, description: credential.service, tags: tags(credential, name, environment) },
    { protect: environment === "production", ignoreChanges: ["tags"] },
  );
  const secretString =
    credential.source === "generated"
      ? pulumi.jsonStringify({ secret: new RandomPassword(credential.id, { length: 64, special: false }).result })
      : initialDocument(credential);
  new SecretVersion(
    `${credential.id}-value`,
    { secretId: secret.id, secretString },
    { ignoreChanges: ["secretString"] },
  );
}
