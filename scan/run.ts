import path from "node:path";
import { Command, CommanderError, Option } from "commander";
import { quietly } from "../command-line.ts";
import type { Files } from "./disk.ts";
import { inName, missingName, shownName } from "./file-name.ts";
import { type FileReport, scanText } from "./file-scan.ts";
import { messages } from "./messages.ts";
import { type Place, type Problem, type Report, SCAN_RULES } from "./report.ts";
import { sarifReport } from "./sarif-report.ts";
import { type Staged, staged } from "./staged.ts";
import { textReport } from "./text-report.ts";

export interface ScanIo {
  /** Where relative paths start, and what is scanned by default. */
  readonly cwd: string;
  readonly files: Files;
  readonly color: boolean;
}

export interface ScanResult {
  /** 0 nothing found, 1 something found, 2 something could not be read, or wrong usage. */
  readonly exitStatus: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

type Format = "text" | "json" | "sarif";

interface Options {
  readonly format: Format;
  readonly production?: readonly string[];
  readonly explain?: boolean;
  readonly staged?: boolean;
}

const MAX_BYTES = 16 * 1024 * 1024;
const STACK_FILE = /^Pulumi(?:\..+)?\.(?:ya?ml|json)$/;
/** Folders of other people's files. */
const SKIPPED = new Set(["node_modules", ".git", ".pulumi"]);

/**
 * Searches stack files, or any YAML or JSON files, for real-looking secrets, before any engine runs. Prints no value and no part of one.
 *
 * @param argv the arguments after the program's name
 */
export function run(argv: readonly string[], io: ScanIo): ScanResult {
  let stdout = "";
  let stderr = "";
  let exitStatus: ScanResult["exitStatus"] = 0;
  const program = new Command("scan")
    .description("Search stack files for real-looking secrets. No value is ever printed.")
    .usage("[--format text|json|sarif] [--explain] [--staged | path…]   (npm run scan -- [options] [path…])")
    .argument("[path...]", "files, or folders with Pulumi*.yaml somewhere inside (default: every Pulumi*.yaml here)")
    .addOption(new Option("--format <format>", "how to report").choices(["text", "json", "sarif"]).default("text"))
    .option(
      "--production <name>",
      'name by which a stack is production; may be given again (default: "production", "prod", "live")',
      (name: string, before: readonly string[] = []) => [...before, name],
    )
    .option("--staged", "search what the next commit holds: stack files of git's index, in any folder")
    .option("--explain", "say of each finding what decided: how the key reads, and what was seen in the value")
    .addHelpText(
      "after",
      "\nAn exception is a comment on the line, or alone on the line above: # scan:allow <reason>" +
        "\nExit status: 0 nothing found, 1 findings, 2 a file could not be read, or wrong usage.",
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        stdout += text;
      },
      writeErr: (text) => {
        stderr += text;
      },

      outputError: quietly,
      getOutHasColors: () => io.color,
      getErrHasColors: () => io.color,
    })
    .action((paths: string[], options: Options) => {
      const report = scan(paths, options, io);
      stdout += printed(report, options.format, io);
      for (const { file, line, message } of report.problems)
        stderr += `${file}${line === undefined ? "" : `:${line}`}: ${message}\n`;
      exitStatus = report.problems.length > 0 ? 2 : report.findings.length > 0 ? 1 : 0;
    });
  try {
    program.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitStatus: error.exitCode === 0 ? 0 : 2, stdout, stderr };
  }
  return { exitStatus, stdout, stderr };
}

function scan(paths: readonly string[], options: Options, io: ScanIo): Report {
  if (options.staged) return scanStaged(paths, options, io);
  const problems: Problem[] = [];
  const files = paths.length === 0 ? ownFiles(io, problems) : paths.flatMap((one) => filesOf(one, io, problems));
  return scanFiles(files, problems, options, io);
}

/** Git commits the index, so a look at the folder alone would miss what was taken back there only. */
function scanStaged(paths: readonly string[], options: Options, io: ScanIo): Report {
  const problems: Problem[] = [];
  if (paths.length > 0) problems.push({ file: "--staged", message: messages.stagedWithPaths() });
  let index: Staged = { names: [], files: io.files };
  try {
    if (problems.length === 0) index = staged(io.cwd);
  } catch {
    problems.push({ file: "--staged", message: messages.noIndex() });
  }
  const names = index.names.filter((name) => STACK_FILE.test(path.posix.basename(name)));
  // Names are from the repository's top, wherever the scan was started: the root of a file system of its own.
  return scanFiles(names, problems, options, { ...io, cwd: "/", files: fromRoot(index.files) });
}

function fromRoot(files: Files): Files {
  const name = (full: string) => full.replace(/^[/\\]/, "");
  return {
    ...files,
    isFile: (full) => files.isFile(name(full)),
    size: (full) => files.size(name(full)),
    read: (full) => files.read(name(full)),
  };
}

function scanFiles(files: readonly string[], problems: readonly Problem[], options: Options, io: ScanIo): Report {
  const { production, explain } = options;
  const reports = [...new Set(files)].map((file) => scanFile(file, io, production));
  const all = <K extends keyof FileReport>(key: K) =>
    reports.flatMap((report) => (report?.[key] ?? []) as FileReport[K][number][]);
  return {
    findings: explain ? all("findings") : all("findings").map(withoutWhy),
    exceptions: explain ? all("exceptions") : all("exceptions").map(withoutWhy),
    notices: all("notices"),
    problems: [...problems, ...all("problems")],
    files: reports.length,
  };
}

/** A reason is for people who ask; what programs read stays as it was. */
function withoutWhy<P extends Place>({ why: _, ...place }: P): Omit<P, "why"> {
  return place;
}

function printed(report: Report, format: Format, io: ScanIo): string {
  if (format === "sarif") return sarifReport(report, io.cwd);
  if (format === "json") return `${JSON.stringify({ version: 1, ...report }, null, 2)}\n`;
  return textReport(report, io.color);
}

/** The project's own: `Pulumi*.yaml` in its folder, and in the folder that `stackConfigDir` names. */
function ownFiles(io: ScanIo, problems: Problem[]): string[] {
  const files = inFolder(".", io, problems, false);
  const folder = stackFolder(files, io);
  const all = folder === undefined ? files : [...files, ...inFolder(folder, io, problems, false)];
  if (all.length === 0 && problems.length === 0) problems.push({ file: ".", message: messages.nothingToScan() });
  return all;
}

function stackFolder(files: readonly string[], io: ScanIo): string | undefined {
  const project = files.find((file) => /^Pulumi\.ya?ml$/.test(file));
  if (project === undefined) return undefined;
  try {
    const full = path.resolve(io.cwd, project);
    if (!io.files.isFile(full)) return undefined;
    const text = Buffer.from(io.files.read(full)).toString("utf8");
    const folder = /^stackConfigDir:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
    return folder !== undefined && path.resolve(io.cwd, folder) !== path.resolve(io.cwd) ? folder : undefined;
  } catch {
    // It is reported when it is scanned.
    return undefined;
  }
}

function filesOf(one: string, io: ScanIo, problems: Problem[]): string[] {
  try {
    if (!io.files.isFolder(path.resolve(io.cwd, one))) return [relative(one, io)];
  } catch (error) {
    problems.push({ file: missingName(relative(one, io), io.cwd, io.files), message: explained(error) });
    return [];
  }
  const before = problems.length;
  const files = inFolder(one, io, problems, true);
  if (files.length === 0 && problems.length === before)
    problems.push({ file: shownName(relative(one, io)), message: messages.nothingBelow() });
  return files;
}

function inFolder(folder: string, io: ScanIo, problems: Problem[], below: boolean): string[] {
  try {
    return [...io.files.list(path.resolve(io.cwd, folder))]
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap(({ name, isFolder }) => {
        const inside = path.join(folder, name);
        if (isFolder) return below && !SKIPPED.has(name) ? inFolder(inside, io, problems, true) : [];
        return STACK_FILE.test(name) ? [relative(inside, io)] : [];
      });
  } catch (error) {
    problems.push({ file: shownName(relative(folder, io)), message: explained(error) });
    return [];
  }
}

function scanFile(file: string, io: ScanIo, production?: readonly string[]): FileReport {
  const shown = shownName(file);
  const ofName = inName(file).map(({ rule, message }) => ({
    file: shown,
    line: 1,
    key: "[the file's name]",
    rule,
    message,
  }));
  const problem = (message: string): FileReport => ({
    findings: ofName,
    exceptions: [],
    notices: [],
    problems: [{ file: shown, message }],
  });
  const full = path.resolve(io.cwd, file);
  try {
    if (!io.files.isFile(full)) return problem(messages.noFile());
    const bytes = io.files.size(full);
    if (bytes > MAX_BYTES) return problem(messages.tooLarge({ bytes, limit: MAX_BYTES }));
    const content = io.files.read(full);
    if (isGitCrypt(content))
      return { findings: ofName, exceptions: [], problems: [], notices: [encryptedNotice(shown)] };
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    if (text.includes("\0")) return problem(messages.notText());
    const report = scanText(shown, text, production);
    return { ...report, findings: [...ofName, ...report.findings] };
  } catch (error) {
    return problem(error instanceof TypeError ? messages.notText() : explained(error));
  }
}

/** @see https://github.com/AGWA/git-crypt/blob/master/crypto.hpp and commands.cpp: the header of every encrypted file */
const GIT_CRYPT = Buffer.from("\0GITCRYPT\0");
const isGitCrypt = (content: Uint8Array): boolean => GIT_CRYPT.equals(content.subarray(0, GIT_CRYPT.length));

const encryptedNotice = (file: string) => ({
  file,
  line: 1,
  key: "",
  rule: SCAN_RULES.encryptedFile,
  message: messages.encryptedFile(),
});

function explained(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === "ENOENT") return messages.missing();
  return messages.unreadable({ code: typeof code === "string" ? code : "UNKNOWN" });
}

/** As a person names it, from where the scan was started. */
function relative(file: string, io: ScanIo): string {
  return path.relative(io.cwd, path.resolve(io.cwd, file)).split(path.sep).join("/") || ".";
}
