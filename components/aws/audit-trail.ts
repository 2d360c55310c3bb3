import { Trail } from "@pulumi/aws/cloudtrail/index.js";
import {
  Bucket,
  BucketLifecycleConfiguration,
  BucketPolicy,
  BucketPublicAccessBlock,
  BucketServerSideEncryptionConfiguration,
  BucketVersioning,
} from "@pulumi/aws/s3/index.js";
import * as pulumi from "@pulumi/pulumi";
import { arn, commonTags, isProtected, type Place, partition } from "./place.ts";
import { trailBucketPolicy } from "./policies.ts";
import { trailBucketName } from "./tampering-patterns.ts";

export interface AuditTrailArgs {
  readonly keyArn: pulumi.Output<string>;
  /** CloudTrail tries the key when the trail is made. */
  readonly keyPolicy: pulumi.Resource;
  /** After how many days log files are deleted. @default - never. */
  readonly keepDays?: number | undefined;
}

/** The account's record of every management call, reads included, without which no rule sees a read. */
export class AuditTrail extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, place: Place, args: AuditTrailArgs, opts: pulumi.ComponentResourceOptions) {
    super("qualisys-secrets:aws:AuditTrail", name, {}, opts);
    const { bucket, policy } = privateBucket(this, name, place, args.keepDays);
    const trail = new Trail(
      `${name}-trail`,
      {
        name: trailName(place),
        s3BucketName: bucket.bucket,
        kmsKeyId: args.keyArn,
        enableLogging: true,
        enableLogFileValidation: true,
        // Copies of secrets are read in their own regions.
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        tags: commonTags(place),
      },
      { parent: this, dependsOn: [policy, args.keyPolicy] },
    );
    this.arn = trail.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** The trail's ARN, known before it is made. */
export function trailArn(place: Place): string {
  return `${arn(place, "cloudtrail")}:trail/${trailName(place)}`;
}

function trailName(place: Place): string {
  return `${place.prefix}-secrets`;
}

function privateBucket(parent: AuditTrail, name: string, place: Place, keepDays: number | undefined) {
  const bucketName = trailBucketName(place);
  const bucketArn = `arn:${partition(place)}:s3:::${bucketName}`;
  const bucket = new Bucket(
    `${name}-bucket`,
    { bucket: bucketName, tags: commonTags(place) },
    { parent, protect: isProtected(place) },
  );
  const shut = new BucketPublicAccessBlock(
    `${name}-bucket-private`,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  const versions = new BucketVersioning(
    `${name}-bucket-versions`,
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    { parent },
  );
  new BucketLifecycleConfiguration(
    `${name}-bucket-lifecycle`,
    {
      bucket: bucket.bucket,
      rules: [
        {
          id: "leftovers",
          status: "Enabled",
          filter: { prefix: "" },
          // A year to notice that somebody has deleted or overwritten a log file, and to bring it back.
          noncurrentVersionExpiration: { noncurrentDays: 365 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
        ...(keepDays === undefined
          ? []
          : [{ id: "log-files", status: "Enabled", filter: { prefix: "" }, expiration: { days: keepDays } }]),
      ],
    },
    { parent, dependsOn: versions },
  );
  // The trail encrypts its log files with the customer key; its digests, which S3 encrypts, have only this.
  new BucketServerSideEncryptionConfiguration(
    `${name}-bucket-encryption`,
    { bucket: bucket.bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    { parent },
  );
  const policy = new BucketPolicy(
    `${name}-bucket-policy`,
    { bucket: bucket.bucket, policy: JSON.stringify(trailBucketPolicy(place, bucketArn, trailArn(place))) },
    // S3 refuses two changes of a bucket's access at once.
    { parent, dependsOn: shut },
  );
  return { bucket, policy };
}
