import path from "node:path";
import { ROOT } from "../../launch/node.js";
import { packEnvironment } from "../../launch/pack-environment.ts";
import { stackCopy } from "../../tests/integration/rig/stack-copy.ts";
import { type Comparison, type Contender, ratioTarget } from "../comparison.ts";
import { withCredentials } from "../made-up-catalogue.ts";
import { recorded } from "../recorded.ts";
import { ACCOUNT, ENGINE_PROGRAMS, Engine } from "../stack.ts";

const STACK = "staging";
const PROGRAMS = path.join(import.meta.dirname, "..", "programs");
// AWS would not take the policies of a hundred credentials in one stack.
const OUR_PACK = { policyPack: path.join(ROOT, "policy"), policyConfig: { "document-fits": "disabled" } };
const EMPTY_PACK = path.join(PROGRAMS, "empty-pack");
const SIZES = [9, 100, 1000] as const;
type Size = (typeof SIZES)[number];
const nameOf = {
  bare: (size: Size) => `${size} credentials: as many plain resources`,
  program: (size: Size) => `${size} credentials: this program`,
  pack: (size: Size) => `${size} credentials: this program with the policy pack`,
  emptyPack: (size: Size) => `${size} credentials: this program with a pack without a policy`,
};

/** Whether the tenth hundred of credentials costs more than the first, and what the policy pack adds. */
export const growth: Comparison = {
  name: "growth",
  title: "Growing catalogues, and the policy pack",
  about:
    "`pulumi preview` of catalogues of 9, 100 and 1,000 credentials on both clouds, delivered to a cluster: the company's own nine over and over " +
    "under other names. Beside it a program that does nothing but register as many plain resources of the same three SDKs, and the " +
    "program with the policy pack, and with a pack that has no policy, started as Pulumi starts any pack. The SDKs are compiled already, as `npm run up` has it from the second time on. The providers that answer the engine are the integration tests' and run beside it; they cost all the same " +
    "and are not counted in processor time or memory.",
  programs: [...ENGINE_PROGRAMS, "@pulumi/policy"],

  async prepare(say) {
    const engine = await Engine.start(say);
    const contenders: Contender[] = [];
    for (const size of SIZES) {
      const resources = (await recorded(STACK, ACCOUNT, size)).length - 1;
      const program = {
        project: ROOT,
        stack: STACK,
        config: stackCopy(STACK, ACCOUNT),
        environment: packEnvironment(withCredentials(size)),
      };
      const bare = {
        project: path.join(PROGRAMS, "plain"),
        stack: "bench",
        config: "config: {}\n",
        environment: packEnvironment({ BENCH_RESOURCES: String(resources) }),
      };
      contenders.push(
        { name: nameOf.bare(size), run: await engine.stack(bare) },
        { name: nameOf.program(size), run: await engine.stack(program) },
        { name: nameOf.pack(size), run: await engine.stack({ ...program, ...OUR_PACK }) },
        { name: nameOf.emptyPack(size), run: await engine.stack({ ...program, policyPack: EMPTY_PACK }) },
      );
    }
    return { contenders, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
  },

  targets(figures) {
    const of = (name: string, measure: "seconds" | "megabytes" | "resources") =>
      figures(name)[measure]?.median ?? Number.NaN;
    const [small, middle, large] = SIZES;
    const each = (size: Size, measure: "seconds" | "megabytes") =>
      of(nameOf.program(size), measure) / of(nameOf.program(size), "resources");
    const added = (size: Size) => of(nameOf.pack(size), "seconds") - of(nameOf.program(size), "seconds");
    const words = { seconds: "time", megabytes: "memory" } as const;
    return [
      ...(["seconds", "megabytes"] as const).flatMap((measure) => [
        ratioTarget(`${words[measure]} for each resource at ${large} credentials, against ${middle}`, {
          one: each(large, measure),
          other: each(middle, measure),
          atMost: 1.15,
        }),
        ...SIZES.map((size) =>
          ratioTarget(`${words[measure]} at ${size} credentials, against as many plain resources`, {
            one: of(nameOf.program(size), measure),
            other: of(nameOf.bare(size), measure),
            atMost: 1.2,
          }),
        ),
      ]),
      {
        promise: `what the pack adds to the preview at ${small} credentials`,
        wanted: "under 1 s",
        measured: `${added(small).toFixed(2)} s`,
        met: added(small) < 1,
      },
      {
        promise: `what the pack adds at ${large} credentials`,
        wanted: "under 20 %",
        measured: `${((added(large) / of(nameOf.program(large), "seconds")) * 100).toFixed(1)} %`,
        met: added(large) / of(nameOf.program(large), "seconds") < 0.2,
      },
    ];
  },
};
