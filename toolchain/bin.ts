import { MissingProgram } from "./builders.ts";
import { type Installed, install, installed, roundTime } from "./install.ts";
import { TOOLS, type Tool, toolsNamed } from "./tools.ts";

const USAGE = `Usage: npm run toolchain [-- <tool or group>…]
Installs the third-party programs that the integration tests and the benchmark run; without a name, all of them.
  --list  say what there is, and build nothing
  --help  this text
Exit status: 0 done, 1 something was not built, 2 wrong usage.`;

// Ends whatever is being built (processes.ts): a build that was interrupted leaves nothing half done.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  process.once(signal, () => process.exit(code));
}

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  if (words.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  if (words.includes("--list")) {
    for (const tool of TOOLS) {
      const state = installed(tool.name)?.how ?? `not built, ${roundTime(tool.seconds)}`;
      console.log(`${tool.name} ${tool.version} [${tool.group}]: ${tool.purpose} (${state})`);
    }
    return 0;
  }
  let wanted: readonly Tool[];
  try {
    wanted = toolsNamed(words);
  } catch (error) {
    console.error(`Error: ${(error as Error).message}`);
    return 2;
  }
  let failures = 0;
  for (const tool of wanted) {
    const start = performance.now();
    try {
      console.log(describe(await install(tool.name, console.log), (performance.now() - start) / 1000));
    } catch (error) {
      failures += 1;
      console.error(
        error instanceof MissingProgram ? error.message : `${tool.name} ${tool.version}: ${(error as Error).message}`,
      );
    }
  }
  return failures === 0 ? 0 : 1;
}

function describe({ tool, how, folder, programs }: Installed, seconds: number): string {
  const where = folder ?? Object.values(programs).join(", ");
  return `${tool.name} ${tool.version}: ${how}${how === "built now" ? ` in ${roundTime(seconds)}` : ""}, ${where}`;
}
