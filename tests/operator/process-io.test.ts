import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const ROOT = path.dirname(path.dirname(import.meta.dirname));
// In a process of its own: Node keeps descriptors from 3 up to itself, and a read of one of those never ends.
const READ = `
import { processIo } from ${JSON.stringify(path.join(ROOT, "operator/process-io.ts"))};
import { Terminal } from ${JSON.stringify(path.join(ROOT, "operator/terminal.ts"))};
const { readDescriptor } = processIo(new Terminal(process.stdin, process.stderr));
console.log(await readDescriptor(Number(process.argv[1])).catch((error) => error.message));
process.exit();
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "descriptor-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(descriptor: number, script: string | undefined, stdio: readonly number[] = []): string {
  const { npm_lifecycle_event: _, ...env } = process.env;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", READ, String(descriptor)], {
    encoding: "utf8",
    timeout: 20_000,
    stdio: ["ignore", "pipe", "inherit", ...stdio],
    env: script === undefined ? env : { ...env, npm_lifecycle_event: script },
  });
  return stdout.trim();
}

describe("a descriptor that is read", () => {
  test.each([3, 5, 7, 9])("ends at once under npm run secrets: %i", (descriptor) => {
    expect(read(descriptor, "secrets")).toBe(`File descriptor ${descriptor} cannot be read (npm keeps it to itself).`);
  });

  test.each([undefined, "deploy"])("is the file behind it elsewhere, in script %s", (script) => {
    writeFileSync(path.join(folder, "text"), "some text");
    const file = openSync(path.join(folder, "text"), "r");
    expect(read(3, script, [file])).toBe("some text");
    closeSync(file);
  });
});
