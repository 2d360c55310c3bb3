import { z } from "zod";
import { isProduction, productionParameters } from "../production.ts";
import { messages, type ResourceRule } from "../rule.ts";
import { at, text } from "../values.ts";

const RELEASES = new Set(["kubernetes:helm.sh:Release", "kubernetes:helm.sh:Chart"]);

const parameters = z.object(productionParameters);

const found = messages({
  single: ({ replicas }: { replicas: number }) =>
    `the External Secrets Operator has ${replicas} replica in production: no value reaches a workload while its node is down. Set replicaCount to 2 and leaderElect to true`,
});

/** In production the operator goes on when a node fails. */
export const operatorSurvivesANode: ResourceRule<z.infer<typeof parameters>> = {
  id: "operator-survives-a-node",
  types: RELEASES,
  parameters,
  *judge(resource, surroundings, settings) {
    if (!/(?:^|\/)external-secrets$/.test(text(resource.props.chart) ?? "")) return;
    // Left out, the chart takes 1.
    const replicas = at(resource.props.values, "replicaCount") ?? 1;
    if (typeof replicas === "number" && replicas < 2 && isProduction(surroundings, settings))
      yield found.single({ replicas });
  },
};
