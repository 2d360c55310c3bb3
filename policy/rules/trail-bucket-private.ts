import { isEverybody } from "../iam-document.ts";
import { refersTo } from "../references.ts";
import { isOneOf } from "../resource-type.ts";
import { about, messages, type StackResource, type StackRule, undecided } from "../rule.ts";
import { at, fields, items, parsed, text, UNKNOWN } from "../values.ts";

const TRAILS = new Set(["aws:cloudtrail:Trail", "aws-native:cloudtrail:Trail"]);
const BUCKETS = new Set(["aws:s3:Bucket", "aws:s3:BucketV2"]);
const BLOCKS = new Set(["aws:s3:BucketPublicAccessBlock"]);
const ACCOUNT_BLOCKS = new Set(["aws:s3:AccountPublicAccessBlock", "aws:s3control:AccountPublicAccessBlock"]);
const ACLS = new Set(["aws:s3:BucketAcl", "aws:s3:BucketAclV2"]);
const POLICIES = new Set(["aws:s3:BucketPolicy"]);
const SWITCHES = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

const found = messages({
  noBlock: () => "nothing keeps the trail's bucket private. Add a BucketPublicAccessBlock with all four switches on",
  switchOff: ({ switches }: { switches: readonly string[] }) =>
    `the trail's bucket can be made public: ${switches.join(", ")} must be true`,
  publicAcl: () => "the access control list opens the trail's bucket. Make it private",
  publicPolicy: () => "the bucket policy opens the trail's bucket to everybody",
});

/** Nobody outside can read the trail, which tells who holds which secret. */
export const trailBucketPrivate: StackRule = {
  id: "trail-bucket-private",
  *judgeStack(resources) {
    const trails = resources.filter((resource) => isOneOf(resource, TRAILS));
    const isTrailBucket = (bucket: StackResource) => trails.some((trail) => refersTo(trail, "s3BucketName", bucket));
    const accountBlock = resources.some((resource) => isOneOf(resource, ACCOUNT_BLOCKS) && off(resource).length === 0);
    for (const bucket of resources.filter((resource) => isOneOf(resource, BUCKETS) && isTrailBucket(resource))) {
      const belonging = (types: ReadonlySet<string>) =>
        resources.filter((resource) => isOneOf(resource, types) && refersTo(resource, "bucket", bucket));
      const blocks = belonging(BLOCKS);
      if (blocks.length === 0 && !accountBlock) yield about(bucket, found.noBlock());
      for (const block of blocks) {
        const switches = off(block);
        if (switches.length > 0) yield about(block, found.switchOff({ switches }));
      }
      for (const holder of [bucket, ...belonging(ACLS)]) {
        if (text(holder.props.acl)?.startsWith("public-")) yield about(holder, found.publicAcl());
      }
      for (const policy of belonging(POLICIES)) {
        if (policy.props.policy === UNKNOWN) yield about(policy, undecided("policy"));
        else if (opensToEverybody(policy.props.policy)) yield about(policy, found.publicPolicy());
      }
    }
  },
};

function off(block: StackResource): readonly string[] {
  return SWITCHES.filter((name) => block.props[name] !== true && block.props[name] !== UNKNOWN);
}

function opensToEverybody(document: unknown): boolean {
  return items(at(parsed(document), "Statement")).some(
    (statement) =>
      at(statement, "Effect") === "Allow" &&
      isEverybody(at(statement, "Principal")) &&
      Object.keys(fields(at(statement, "Condition"))).length === 0,
  );
}
