import { judge } from "../policy/judge.ts";
import { pack } from "../policy/pack.ts";
import { isStackRule, type StackResource, type Surroundings } from "../policy/rule.ts";
import { readable } from "../policy/values.ts";
import type { StackConfig } from "../stack-file.ts";
import type { Violation } from "./document.ts";
import type { PolicyConfig } from "./policy-config.ts";
import type { Recording, Registration } from "./recorder.ts";

export interface JudgedRun {
  readonly stack: string;
  readonly config: StackConfig;
  readonly recording: Recording;
  /** @default the pack's own levels and parameters */
  readonly configured?: PolicyConfig | undefined;
}

/** Every policy of the pack that the recorded resources do not keep, as the engine would tell it. */
export async function violations({ stack, config, recording, configured }: JudgedRun): Promise<readonly Violation[]> {
  const byUrn = new Map(recording.resources.map((one) => [one.urn, one]));
  const resources = await Promise.all(recording.resources.map((one) => stackResource(one, byUrn)));
  const surroundings: Surroundings = {
    stack,
    config: config.values,
    encryptedKeys: config.secretKeys,
    stackTags: {},
  };
  const found: Violation[] = [];
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
  for (const opinion of pack) {
    const own = configured?.get(opinion.rule.id);
    const level = own?.level ?? opinion.level;
    if (level === "disabled") continue;
    const tell = async (subject: Parameters<typeof judge>[1], urn: string) => {
      for (const { finding, level: other } of await judge(opinion, subject, surroundings, own?.parameters ?? {})) {
        found.push({ policy: opinion.rule.id, level: other ?? level, urn: finding.urn ?? urn, message: finding.text });
      }
    };
    if (isStackRule(opinion.rule)) await tell(resources, root);
    else for (const resource of resources) await tell(resource, resource.urn);
  }
  return found;
}

async function stackResource(
  registration: Registration,
  byUrn: ReadonlyMap<string, Registration>,
): Promise<StackResource> {
  const { urn, type, name, parent, options, propertyDependencies, inputs } = registration;
  // A provider is named by its URN and its id, joined by two colons.
  const provider = byUrn.get(options.provider.slice(0, options.provider.lastIndexOf("::")));
  return {
    urn,
    type,
    name,
    parent,
    props: await readable(inputs),
    protect: options.protect,
    ignoreChanges: options.ignoreChanges,
    provider: provider === undefined ? {} : await readable(provider.inputs),
    sources: propertyDependencies,
  };
}
