import { awsSecretName, credentials } from "../../../../catalogue/index.ts";
import { credential } from "../../../operator/values.ts";
import { callAws, requestToken } from "../../rig/aws-api.ts";
import { Cloud } from "../../rig/cloud.ts";
import { Access } from "./access.ts";
import { AwsFront } from "./aws-front.ts";
import { Cluster, type Parts, startParts } from "./cluster.ts";
import { Program } from "./program.ts";

export const REGION = "eu-central-1";
export const ISSUER = "https://oidc.eks.eu-central-1.amazonaws.com/id/5F2A0C3D9B7E41868A1C0D5E7F906B24";

/** A cluster that an AWS account feeds. */
export class AwsCluster extends Cluster<AwsFront> {
  readonly #cloud: Cloud;

  private constructor(parts: Parts<AwsFront>, cloud: Cloud) {
    super(parts);
    this.#cloud = cloud;
  }

  /** @param moto where the AWS emulator answers. */
  static async start(moto: string, stack = "staging"): Promise<AwsCluster> {
    const cloud = new Cloud(moto);
    const program = await Program.of(stack, {
      aws: { accountId: cloud.account, region: REGION },
      kubernetes: { oidcIssuer: ISSUER },
    });
    const access = new Access(program, REGION);
    const parts = await startParts(program, (_, api) =>
      AwsFront.start({ moto, account: cloud.account, region: REGION, issuer: ISSUER, access, api }),
    );
    const cluster = new AwsCluster(parts, cloud);
    return cluster.provision(async () => {
      for (const { id } of credentials) await cluster.makeSecret(id);
    });
  }

  /** The rights of the program's roles. */
  get access(): Access {
    return this.front.access;
  }

  /** Makes a credential's secret and its first value, as the program has it. */
  async makeSecret(id: string): Promise<void> {
    const first = this.program.firstValues.find(({ name }) => name === this.secretId(id));
    if (first === undefined) throw new Error(`The program makes no secret for ${id}.`);
    const { name, kmsKeyId, value, stages } = first;
    await this.aws("CreateSecret", { Name: name, KmsKeyId: kmsKeyId, ...requestToken() });
    await this.aws("PutSecretValue", { SecretId: name, SecretString: value, VersionStages: stages, ...requestToken() });
  }

  /** Calls Secrets Manager as an administrator of the account: past the stand-in for IAM. */
  aws(action: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    return callAws(this.#cloud, REGION, "secretsmanager", action, body);
  }

  secretId(id: string): string {
    return awsSecretName(this.program.settings.secretPrefix, credential(id));
  }

  put(id: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    return this.putText(id, JSON.stringify(fields));
  }

  /** Puts whatever text. */
  async putText(id: string, text: string): Promise<void> {
    await this.aws("PutSecretValue", { SecretId: this.secretId(id), SecretString: text, ...requestToken() });
  }
}
