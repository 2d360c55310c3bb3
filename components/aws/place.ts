import { awsHeardRegions, awsPartition, awsSecretName, type Credential } from "../../catalogue/index.ts";
import type { AwsSettings, Environment } from "../../stack-settings.ts";

/** Where a store stands: what every part of it is named and scoped by. */
export interface Place {
  readonly environment: Environment;
  /** First part of every physical name, so that two stacks may live in one account. */
  readonly prefix: string;
  readonly region: string;
  readonly accountId: string;
  readonly replicas: AwsSettings["replicas"];
  /** What no role of the stack may go beyond. */
  readonly permissionsBoundary?: string | undefined;
}

/** A secret as policies, patterns and readers name it. */
export interface StoredSecret {
  readonly credential: Credential;
  /** How a reader asks for it: its name, or its whole ARN where another program made it. */
  readonly id: string;
  /** How IAM names it, in every region: a secret's ARN ends in a hyphen and six random characters. */
  readonly arns: readonly string[];
  /**
   * Set where another program made the secret: this one reads it and makes nothing.
   * `kmsKeyArn` is the key that it is encrypted with, where that is a customer's.
   */
  readonly existing?: { readonly kmsKeyArn?: string };
}

/** The secrets that keep the credentials; a rotated one may exist already. */
export function storedSecrets(
  place: Place,
  credentials: readonly Credential[],
  database: AwsSettings["database"],
): readonly StoredSecret[] {
  return credentials.map((credential) => {
    const { existing } = database;
    if (credential.source === "rotated" && existing !== undefined) {
      const { secretArn, kmsKeyArn } = existing;
      return { credential, id: secretArn, arns: [secretArn], existing: kmsKeyArn === undefined ? {} : { kmsKeyArn } };
    }
    const name = awsSecretName(place.prefix, credential);
    return {
      credential,
      id: name,
      arns: regions(place).map((region) => `${secretArnPrefix(place, region)}${name}-??????`),
    };
  });
}

/** Whether deleting or replacing what holds values must be refused. */
export function isProtected(place: Place): boolean {
  return place.environment === "production";
}

/** The boundary of each role that the stack makes, where the settings name one. */
export function bounded({ permissionsBoundary }: Place): { readonly permissionsBoundary?: string } {
  return permissionsBoundary === undefined ? {} : { permissionsBoundary };
}

/** The store's own region first, then its replicas'. */
export function regions(place: Place): readonly string[] {
  return [place.region, ...place.replicas.map((replica) => replica.region)];
}

/** Regions beside the store's own whose events concern it. */
export function otherRegions({ region, replicas }: Place): readonly string[] {
  const copies = replicas.map((replica) => replica.region);
  return awsHeardRegions(region, copies).filter((heard) => heard !== region);
}

/** `arn:aws:secretsmanager:eu-central-1:123456789012:secret:` */
export function secretArnPrefix(place: Place, region: string): string {
  return `${arn(place, "secretsmanager", region)}:secret:`;
}

/** A role's ARN, from the name that this program gives it. */
export function roleArn(place: Place, name: string): string {
  return `${arn(place, "iam", "")}:role/${name}`;
}

/** ARN of the provider that an account knows a cluster's issuer by. */
export function oidcProviderArn(place: Place, oidcIssuer: string): string {
  return `${arn(place, "iam", "")}:oidc-provider/${oidcIssuer.replace(/^https:\/\//, "").replace(/\/$/, "")}`;
}

/** The part that every ARN of a service begins with: `arn:aws:sns:eu-central-1:123456789012`. */
export function arn(place: Place, service: string, region: string = place.region): string {
  return `arn:${partition(place)}:${service}:${region}:${place.accountId}`;
}

/** The partition of the store's region. */
export function partition(place: Place): ReturnType<typeof awsPartition> {
  return awsPartition(place.region);
}

/** A service's address, as `kms:ViaService` and clients name it: `sns.eu-central-1.amazonaws.com`. */
export function serviceHost(place: Place, service: string, region: string = place.region): string {
  return `${service}.${region}.amazonaws.com${partition(place) === "aws-cn" ? ".cn" : ""}`;
}

/** Tags of everything that is no secret. */
export function commonTags(place: Place): Record<string, string> {
  return { Environment: place.environment, ManagedBy: "pulumi" };
}

/** Days during which a deleted secret, or key, can be recovered. */
export const RECOVERY_DAYS = 30;
