import { refersTo } from "../references.ts";
import { isOneOf } from "../resource-type.ts";
import { about, messages, type StackRule } from "../rule.ts";
import { at } from "../values.ts";

const TRAILS = new Set(["aws:cloudtrail:Trail"]);
const BUCKETS = new Set(["aws:s3:Bucket", "aws:s3:BucketV2"]);
const VERSIONING = new Set(["aws:s3:BucketVersioning", "aws:s3:BucketVersioningV2"]);

const found = messages({
  off: () => "what is deleted or overwritten in the trail's bucket is gone. Switch versioning on",
});

/** The trail's log files survive somebody who wants them gone. */
export const trailBucketVersioned: StackRule = {
  id: "trail-bucket-versioned",
  *judgeStack(resources) {
    const trails = resources.filter((resource) => isOneOf(resource, TRAILS));
    for (const bucket of resources.filter((resource) => isOneOf(resource, BUCKETS))) {
      if (!trails.some((trail) => refersTo(trail, "s3BucketName", bucket))) continue;
      const versioned =
        at(bucket.props.versioning, "enabled") === true ||
        resources.some(
          (resource) =>
            isOneOf(resource, VERSIONING) &&
            refersTo(resource, "bucket", bucket) &&
            at(resource.props.versioningConfiguration, "status") === "Enabled",
        );
      if (!versioned) yield about(bucket, found.off());
    }
  },
};
