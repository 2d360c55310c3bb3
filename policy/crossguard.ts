import type {
  Policies,
  PolicyConfigSchema,
  PolicyResource,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { z } from "zod";
import { concerns, type Judgement, judge } from "./judge.ts";
import type { Opinion } from "./pack.ts";
import { isStackRule, type Resource, type Rule, type StackResource, type Surroundings } from "./rule.ts";
import { readable } from "./values.ts";

/** The rules as the engine runs them. */
export function crossguardPolicies(
  opinions: readonly Opinion[],
  surroundings: Omit<Surroundings, "stackTags">,
): Policies {
  return opinions.map((opinion) =>
    isStackRule(opinion.rule) ? stackPolicy(opinion, surroundings) : resourcePolicy(opinion, surroundings),
  );
}

type Given = Omit<Surroundings, "stackTags">;

function resourcePolicy(opinion: Opinion, given: Given): ResourceValidationPolicy {
  return {
    ...described(opinion),
    validateResource: async (args, report) => {
      // Before the resource is read, which costs more than most policies do.
      if (!concerns(opinion, args)) return;
      const surroundings = { ...given, stackTags: Object.fromEntries(args.stackTags) };
      tell(await judge(opinion, await resourceOf(args), surroundings, args.getConfig()), report);
    },
  };
}

function stackPolicy(opinion: Opinion, given: Given): StackValidationPolicy {
  return {
    ...described(opinion),
    validateStack: async (args: StackValidationArgs, report) => {
      const surroundings = { ...given, stackTags: Object.fromEntries(args.stackTags) };
      const resources = await Promise.all(args.resources.map(stackResourceOf));
      tell(await judge(opinion, resources, surroundings, args.getConfig()), report);
    },
  };
}

function described({ rule, level, description, advice }: Opinion) {
  const schema = configSchema(rule);
  return {
    name: rule.id,
    description,
    enforcementLevel: level,
    remediationSteps: advice,
    ...(schema === undefined ? {} : { configSchema: schema }),
  };
}

/** A rule's parameters as the engine checks them; undefined where it has none. */
export function configSchema({ parameters }: Rule): PolicyConfigSchema | undefined {
  if (parameters === undefined) return undefined;
  const { properties } = z.toJSONSchema(parameters, { io: "input" });
  return { properties: properties as PolicyConfigSchema["properties"] };
}

// The SDK takes an object, too, and with it a level for this one violation; its types do not say so.
type Report = (violation: { message: string; urn?: string; enforcementLevel?: string }) => void;

function tell(judgements: readonly Judgement[], report: ReportViolation): void {
  for (const { finding, level } of judgements) {
    (report as unknown as Report)({
      message: finding.text,
      ...(finding.urn === undefined ? {} : { urn: finding.urn }),
      ...(level === undefined ? {} : { enforcementLevel: level }),
    });
  }
}

async function resourceOf(args: ResourceValidationArgs | PolicyResource): Promise<Resource> {
  const { urn, type, name, opts, provider } = args;
  return {
    urn,
    type,
    name,
    props: await readable(args.props),
    protect: opts.protect,
    ignoreChanges: opts.ignoreChanges,
    provider: provider === undefined ? {} : await readable(provider.props),
  };
}

async function stackResourceOf(resource: PolicyResource): Promise<StackResource> {
  return {
    ...(await resourceOf(resource)),
    parent: resource.parent?.urn ?? "",
    sources: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, from]) => [property, from.map(({ urn }) => urn)]),
    ),
  };
}
