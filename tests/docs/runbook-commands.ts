import { readFileSync } from "node:fs";
import path from "node:path";

export const RUNBOOK = readFileSync(path.resolve(import.meta.dirname, "../../docs/runbook.md"), "utf8");

const PROGRAMS = ["npm", "pulumi", "aws", "az", "kubectl", "gh"];

/** A command of the runbook in words, as a shell would take it apart. */
export type Command = readonly [program: string, ...words: string[]];

/** The lines of the shell blocks. */
function shellLines(): readonly string[] {
  const blocks = [...RUNBOOK.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, text = ""]) => text);
  return blocks.flatMap((text) => text.split("\n")).map((line) => line.trim());
}

/** The one line of a shell block that matches. @throws where there is none, or more than one. */
export function commandLine(pattern: RegExp): {
  readonly environment: Readonly<Record<string, string>>;
  readonly words: Command;
} {
  const [line, more] = shellLines().filter((one) => pattern.test(one));
  if (line === undefined || more !== undefined) throw new Error(`Not one line of the runbook is like ${pattern}.`);
  const assignments = [...line.matchAll(/(?<=^| )([A-Z0-9_]+)=(\S*)(?= )/g)].map(([, name = "", value = ""]) => [
    name,
    value,
  ]);
  return { environment: Object.fromEntries(assignments), words: toWords(line) };
}

/** Every line of the shell blocks, and every command in running text. */
export function runbookCommands(): readonly Command[] {
  const lines = shellLines();
  const prose = RUNBOOK.replace(/^ *```[\s\S]*?^ *```$/gm, "");
  const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
  const written = inline.filter((text) => PROGRAMS.some((program) => text.startsWith(`${program} `)));
  return [...lines.filter((line) => line !== ""), ...written].map((line) => toWords(line));
}

/** Quotes hold words together; assignments before the program are left out. */
function toWords(line: string): Command {
  const found = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replace(/['"]/g, ""));
  const raw = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word);
  const words = found.map((word, index) => (raw[index]?.startsWith("'") ? (raw[index]?.slice(1, -1) ?? word) : word));
  const start = words.findIndex((word) => !/^[A-Z0-9_]+=/.test(word));
  const [program = "", ...rest] = words.slice(start);
  // Where npm itself is to print nothing, for a file.
  return [program, ...rest.filter((word, index) => !(program === "npm" && index === 1 && word === "--silent"))];
}

/** The commands of one program, without its name. */
export function commandsOf(program: string): readonly (readonly string[])[] {
  return runbookCommands()
    .filter(([name]) => name === program)
    .map(([, ...words]) => words);
}
