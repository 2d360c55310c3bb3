import path from "node:path";
import { Command, CommanderError, Option } from "commander";
import { quietly } from "../command-line.ts";
import type { Detector } from "./detect/index.ts";
import type { Files } from "./disk.ts";
import { fileNames } from "./file-name.ts";
import { createFileScan, type FileReport, reported } from "./file-scan.ts";
import { messages } from "./messages.ts";
import { type Place, type Problem, type Report, SCAN_RULES } from "./report.ts";
import { sarifReport } from "./sarif-report.ts";
import { explained, isStackFile, namedFiles, projectFiles } from "./stack-files.ts";
import { type Staged, staged } from "./staged.ts";
import { textReport } from "./text-report.ts";

export interface ScanIo {
  /** Where relative paths start, and what is scanned by default. */
  readonly cwd: string;
  readonly files: Files;
  readonly detector: Detector;
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
  const search = { ...io, names: fileNames(io.detector.detect) };
  const { files, problems } = paths.length === 0 ? projectFiles(search) : namedFiles(paths, search);
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
  const names = index.names.filter(isStackFile);
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
  const scanFile = createFileReader(io, production);
  const reports = [...new Set(files)].map(scanFile);
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

/** @returns a function that reads a file and searches its name and its text */
function createFileReader(io: ScanIo, production?: readonly string[]): (file: string) => FileReport {
  const { detect } = io.detector;
  const names = fileNames(detect);
  const scanText = createFileScan(detect);
  return (file) => {
    const shown = names.shown(file);
    const ofName = names
      .findings(file)
      .map((finding) => ({ file: shown, line: 1, key: "[the file's name]", ...reported(finding) }));
    const nothing = { findings: ofName, exceptions: [], notices: [], problems: [] };
    const problem = (message: string): FileReport => ({ ...nothing, problems: [{ file: shown, message }] });
    const full = path.resolve(io.cwd, file);
    try {
      if (!io.files.isFile(full)) return problem(messages.noFile());
      const bytes = io.files.size(full);
      if (bytes > MAX_BYTES) return problem(messages.tooLarge({ bytes, limit: MAX_BYTES }));
      const content = io.files.read(full);
      if (isGitCrypt(content)) return { ...nothing, notices: [encryptedNotice(shown)] };
      const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
      if (text.includes("\0")) return problem(messages.notText());
      const report = scanText(shown, text, production);
      return { ...report, findings: [...ofName, ...report.findings] };
    } catch (error) {
      return problem(error instanceof TypeError ? messages.notText() : explained(error));
    }
  };
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
