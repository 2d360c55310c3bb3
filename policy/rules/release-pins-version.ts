import { messages, type ResourceRule, undecided } from "../rule.ts";
import { text, UNKNOWN } from "../values.ts";

const RELEASES = new Set(["kubernetes:helm.sh:Release", "kubernetes:helm.sh:Chart"]);
const EXACT = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

const found = messages({
  none: () => "the release takes whatever version is newest. Set version to an exact one",
  range: () => "the release takes any version of a range. Set version to an exact one",
});

/** What runs in the cluster is what was reviewed. */
export const releasePinsVersion: ResourceRule = {
  id: "release-pins-version",
  types: RELEASES,
  *judge(resource) {
    const { version } = resource.props;
    const chart = text(resource.props.chart) ?? "";
    // A folder or an archive is a version, and so is a digest.
    const fixed = /^(?:\.{0,2}\/|[A-Za-z]:\\)|\.tgz$|@sha256:[0-9a-f]{64}$/.test(chart);
    if (version === UNKNOWN || resource.props.chart === UNKNOWN) yield undecided("version");
    else if (typeof version !== "string" || version.trim() === "") {
      if (!fixed) yield found.none();
    } else if (!EXACT.test(version.trim())) yield found.range();
  },
};
