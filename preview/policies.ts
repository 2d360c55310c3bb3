import { judge } from "../policy/judge.ts";
import { pack } from "../policy/pack.ts";
import { isStackRule, type StackResource, type Surroundings } from "../policy/rule.ts";
import { readable } from "../policy/values.ts";
import type { StackConfig } from "../stack-file.ts";
import type { Level, Violation } from "./document.ts";
import type { Recording, Registration } from "./recorder.ts";

/** What a team has configured for one policy: a level, or a level and parameters. */
export type PolicyConfig = Level | ({ readonly enforcementLevel?: Level } & Readonly<Record<string, unknown>>);

export interface JudgedRun {
  readonly stack: string;
  readonly config: StackConfig;
  readonly recording: Recording;
  /** As `--policy-pack-config` takes it. */
  readonly configured: Readonly<Record<string, PolicyConfig>>;
}

/** Every policy of the pack that the recorded resources do not keep, as the engine would tell it. */
export async function violations({ stack, config, recording, configured }: JudgedRun): Promise<readonly Violation[]> {
  const resources = await Promise.all(recording.resources.map((one) => stackResource(one, recording)));
  const surroundings: Surroundings = {
    stack,
    config: config.values,
    encryptedKeys: config.secretKeys,
    stackTags: {},
  };
  const found: Violation[] = [];
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
  for (const opinion of pack) {
    const own = settingsOf(configured, opinion.rule.id);
    const level = own.enforcementLevel ?? opinion.level;
    if (level === "disabled") continue;
    const tell = async (subject: Parameters<typeof judge>[1], urn: string) => {
      for (const { finding, level: other } of await judge(opinion, subject, surroundings, own.parameters)) {
        found.push({ policy: opinion.rule.id, level: other ?? level, urn: finding.urn ?? urn, message: finding.text });
      }
    };
    if (isStackRule(opinion.rule)) await tell(resources, root);
    else for (const resource of resources) await tell(resource, resource.urn);
  }
  return found;
}

function settingsOf(
  configured: JudgedRun["configured"],
  rule: string,
): { enforcementLevel?: Level; parameters: object } {
  const levelOf = (config: PolicyConfig | undefined) => (typeof config === "object" ? config.enforcementLevel : config);
  const own = configured[rule];
  const enforcementLevel = levelOf(own) ?? levelOf(configured.all);
  const { enforcementLevel: _, ...parameters } = typeof own === "object" ? own : {};
  return { ...(enforcementLevel === undefined ? {} : { enforcementLevel }), parameters };
}

async function stackResource(registration: Registration, { resources }: Recording): Promise<StackResource> {
  const { urn, type, name, parent, options, propertyDependencies, inputs } = registration;
  // A provider is named by its URN and its id, joined by two colons.
  const provider = resources.find((one) => options.provider.startsWith(`${one.urn}::`));
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
