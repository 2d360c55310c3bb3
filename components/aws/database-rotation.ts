import { RolePolicy } from "@pulumi/aws/iam/index.js";
import { getFunctionOutput } from "@pulumi/aws/lambda/index.js";
import { SecretRotation } from "@pulumi/aws/secretsmanager/index.js";
import { CloudFormationStack } from "@pulumi/aws/serverlessrepository/index.js";
import * as pulumi from "@pulumi/pulumi";
import { automaticDays, awsRotationFunction } from "../../catalogue/index.ts";
import type { DatabaseSettings } from "../../stack-settings.ts";
import { commonTags, type Place, partition, type StoredSecret, serviceHost } from "./place.ts";
import { copyingPolicy } from "./policies.ts";
import { PUBLISHED } from "./rotation-application.ts";

export interface DatabaseRotationArgs {
  readonly secret: StoredSecret;
  readonly secretArn: pulumi.Output<string>;
  /** The key that the secret is encrypted with; absent where it is the account's own. */
  readonly keyArn: pulumi.Output<string> | undefined;
  /** The keys of the copies. */
  readonly copyKeyArns: readonly pulumi.Output<string>[];
  readonly settings: DatabaseSettings;
}

const APPLICATIONS = {
  single: "SecretsManagerRDSPostgreSQLRotationSingleUser",
  alternating: "SecretsManagerRDSPostgreSQLRotationMultiUser",
} as const;

/** Changes the database's password by itself, with the function that AWS publishes for it. */
export class DatabaseRotation extends pulumi.ComponentResource {
  /** The function's role: it reads and writes the secret, and AWS has made up its name. */
  readonly roleArn: pulumi.Output<string>;
  readonly #name: string;
  readonly #args: DatabaseRotationArgs;
  readonly #functionArn: pulumi.Output<string>;

  constructor(name: string, place: Place, args: DatabaseRotationArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:DatabaseRotation", name, {}, opts);
    const application = rotationApplication(this, name, place, args);
    this.#name = name;
    this.#args = args;
    this.#functionArn = application.outputs.apply((outputs) => outputs.RotationLambdaARN ?? missingOutput(name));
    this.roleArn = getFunctionOutput({ functionName: this.#functionArn }, { parent: this }).role;
    // A login that exists already has the copies that its own program made.
    if (args.copyKeyArns.length > 0 && args.secret.existing === undefined) {
      new RolePolicy(
        `${name}-copies`,
        {
          role: this.roleArn.apply((role) => role.split("/").at(-1) ?? role),
          policy: pulumi
            .all([...args.copyKeyArns])
            .apply((arns) => JSON.stringify(copyingPolicy(place, arns, args.secret))),
        },
        { parent: this },
      );
    }
    this.registerOutputs({ roleArn: this.roleArn });
  }

  /** Begins to rotate, after the key's policy has let the function in: Secrets Manager tries it at once. */
  begin(after: pulumi.Resource): void {
    const { secret, secretArn, settings } = this.#args;
    const { id, rotation } = secret.credential;
    const automaticallyAfterDays = automaticDays(rotation.cadence);
    if (automaticallyAfterDays === undefined) {
      throw new Error(
        `Credential ${id} is rotated by AWS, and its cadence "${rotation.cadence}" has no number of days.`,
      );
    }
    new SecretRotation(
      `${this.#name}-schedule`,
      {
        secretId: secretArn,
        rotationLambdaArn: this.#functionArn,
        // Not at once: with a single user the old password is invalid the moment the new one is set, and that moment
        // should not be whichever update touches this schedule.
        rotateImmediately: false,
        // The window: AWS rotates at any time in it.
        // @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
        rotationRules: {
          scheduleExpression: settings.rotationSchedule ?? `rate(${automaticallyAfterDays} days)`,
          duration: `${settings.rotationHours}h`,
        },
      },
      { parent: this, dependsOn: after },
    );
  }
}

function rotationApplication(
  parent: DatabaseRotation,
  name: string,
  place: Place,
  { keyArn, settings }: DatabaseRotationArgs,
): CloudFormationStack {
  const { region, account, version } = PUBLISHED[partition(place)];
  return new CloudFormationStack(
    `${name}-function`,
    {
      name: awsRotationFunction(place.prefix),
      applicationId: `arn:${partition(place)}:serverlessrepo:${region}:${account}:applications/${APPLICATIONS[settings.users]}`,
      semanticVersion: version,
      capabilities: ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"],
      parameters: {
        functionName: awsRotationFunction(place.prefix),
        endpoint: `https://${serviceHost(place, "secretsmanager")}`,
        vpcSubnetIds: settings.subnetIds.join(","),
        vpcSecurityGroupIds: settings.securityGroupIds.join(","),
        ...(keyArn === undefined ? {} : { kmsKeyArn: keyArn }),
        ...superuser(settings),
      },
      tags: commonTags(place),
    },
    { parent },
  );
}

function superuser({ users, superuserSecretArn, superuserKmsKeyArn }: DatabaseSettings): Record<string, string> {
  if (users === "single" || superuserSecretArn === undefined) return {};
  return {
    masterSecretArn: superuserSecretArn,
    ...(superuserKmsKeyArn === undefined ? {} : { masterSecretKmsKeyArn: superuserKmsKeyArn }),
  };
}

function missingOutput(name: string): never {
  throw new Error(
    `The serverless application of ${name} names no RotationLambdaARN among its outputs. Check the stack that it made in CloudFormation, and the application's version.`,
  );
}
