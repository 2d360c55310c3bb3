// Prints how much of the corpus is found, and how much of what is ordinary is taken for a secret: `npm run bench:detect`.
// `-- --misses` also prints each value that was judged wrong (all of them are made up); `-- --per-kind 50` draws more of each kind.
import { parseArgs } from "node:util";
import { SOURCES } from "../../scan/detect/index.ts";
import { PARTS, type Part } from "./corpus.ts";
import { type Measure, measure, speed } from "./measure.ts";

const USAGE = "npm run bench:detect -- [--misses] [--no-kinds] [--per-kind <number from 1 to 9999>]";

function given() {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: "boolean", default: false },
        misses: { type: "boolean", default: false },
        kinds: { type: "boolean", default: true },
        "per-kind": { type: "string", default: "20" },
      },
      allowNegative: true,
    });
    if (/^[1-9]\d{0,3}$/.test(values["per-kind"])) return values;
    console.error(`error: --per-kind takes a number from 1 to 9999. Usage: ${USAGE}`);
  } catch {
    // Its message quotes the argument, which may be a key that was pasted in the wrong place.
    console.error(`error: there is no such argument, or its value is missing. Usage: ${USAGE}`);
  }
  process.exit(2);
}

const options = given();
if (options.help) {
  console.log(`Usage: ${USAGE}`);
  process.exit(0);
}
const perKind = Number(options["per-kind"]);
const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(8);

function print(part: Part, result: Measure): void {
  console.log(
    `\n${part}: recall ${percent(result.recall)} of ${result.secrets}, false positives ${percent(result.falsePositives)} of ${result.benign}`,
  );
  for (const secret of [true, false]) {
    const groups = new Map<string, { total: number; flagged: number }>();
    for (const { group, total, flagged } of result.kinds.filter((count) => count.secret === secret)) {
      const sum = groups.get(group) ?? { total: 0, flagged: 0 };
      groups.set(group, { total: sum.total + total, flagged: sum.flagged + flagged });
    }
    for (const [group, { total, flagged }] of groups) {
      console.log(
        `  ${secret ? "secret" : "benign"}  ${group.padEnd(16)} ${percent(flagged / total)} flagged of ${total}`,
      );
      if (!options.kinds) continue;
      for (const count of result.kinds.filter((one) => one.group === group && one.secret === secret)) {
        const wrong = secret ? count.total - count.flagged : count.flagged;
        if (wrong > 0)
          console.log(
            `            ${count.kind.padEnd(40)} ${wrong} of ${count.total} wrong  ${[...count.rules.keys()].slice(0, 3).join(" ")}`,
          );
      }
    }
  }
}

for (const part of Object.keys(PARTS) as Part[]) {
  print(
    part,
    measure(part, perKind, undefined, (sample) => {
      if (options.misses)
        console.log(
          JSON.stringify([sample.secret ? "MISSED" : "FLAGGED", sample.kind, sample.key, sample.value]).slice(0, 220),
        );
    }),
  );
}

console.log("\nWithout one source (validation part)");
for (const source of SOURCES) {
  const rest = measure(
    "validation",
    perKind,
    SOURCES.filter((one) => one !== source),
  );
  const alone = measure("validation", perKind, [source]);
  console.log(
    `  ${source.padEnd(12)} without it: recall ${percent(rest.recall)}, false positives ${percent(rest.falsePositives)}` +
      `   alone: recall ${percent(alone.recall)}, false positives ${percent(alone.falsePositives)}`,
  );
}
console.log(`\n${Math.round(speed(5)).toLocaleString("en")} values a second`);
