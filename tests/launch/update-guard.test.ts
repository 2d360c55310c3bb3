import { expect, test } from "vitest";
import { stackOf, touchesCluster, WITHOUT_CLUSTER } from "../../launch/update-guard.ts";

test.each<[readonly string[], string | undefined]>([
  [["--yes", "--stack", "staging"], "staging"],
  [["--stack=production", "--yes"], "production"],
  [["-s", "company/qualisys-secrets/production"], "production"],
  [["--yes"], "from-environment"],
])("%j is for stack %s", (options, stack) => {
  expect(stackOf(options, { PULUMI_STACK: "from-environment" })).toBe(stack);
});

test.each<[readonly string[], boolean]>([
  [["--stack", "staging"], true],
  [["--refresh"], true],
  [["--exclude", WITHOUT_CLUSTER], false],
  [[`--exclude=${WITHOUT_CLUSTER}`], false],
  // The rest of the cluster is updated.
  [["--exclude", "**kubernetes:helm.sh/v3:Release**"], true],
  [["--exclude", "**aws:**"], true],
  [["--target", "urn:pulumi:staging::qualisys-secrets::aws:kms/key:Key::key"], false],
  [["--target", "**kubernetes:**"], true],
  [["--help"], false],
])("%j touches the cluster: %s", (options, touches) => {
  expect(touchesCluster(options)).toBe(touches);
});
