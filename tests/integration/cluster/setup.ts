import type { TestProject } from "vitest/node";
import { TOOLS } from "../../../toolchain/tools.ts";
import { prepare } from "../setup.ts";

/** For the tests of the delivery to a cluster. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = TOOLS.filter(({ group }) => group === "cluster").map(({ name }) => name);
  return prepare(project, [...cluster, "moto"]);
}
