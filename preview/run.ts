import path from "node:path";
import { RunError } from "@pulumi/pulumi";
import { Command, CommanderError } from "commander";
import { quietly } from "../command-line.ts";
import { parseStackName, readStackFile, StackFileError } from "../stack-file.ts";
import { previewDocument } from "./document.ts";
import { violations } from "./policies.ts";
import { PolicyConfigError, readPolicyConfig } from "./policy-config.ts";
import { record } from "./recorder.ts";
import { render } from "./render.ts";
import { suspects, withoutSuspects } from "./suspects.ts";

/** The project's own folder: its program and its stack files. */
export const PROJECT_FOLDER = path.dirname(import.meta.dirname);

export interface PreviewIo {
  readonly folder: string;
  /** Registers the program's resources and gives its outputs. */
  readonly program: () => Promise<Record<string, unknown>>;
  readonly colours: boolean;
}

export interface PreviewResult {
  /** 0 clean, 1 mandatory violation, 2 bad settings or usage. */
  readonly exitStatus: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** The offline preview of one stack: the real program under the SDK's mock runtime. */
export async function preview(argv: readonly string[], io: PreviewIo): Promise<PreviewResult> {
  let told = "";
  const command = new Command("preview")
    .description(
      "Shows what a stack consists of, and every policy it does not keep: offline, without the Pulumi CLI and without credentials. It is no diff against a live stack.",
    )
    .usage("[options]   (npm run preview -- [options])")
    .option("--stack <name>", "the stack to show", "staging")
    .option("--policy-pack-config <file>", "levels and parameters of policies, as pulumi preview takes them")
    .option("--json", "print one JSON document and nothing else", false)
    .addHelpText("after", "\nExit status: 0 clean, 1 a mandatory policy is violated, 2 bad settings or usage.")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => (told += text), writeErr: (text) => (told += text), outputError: quietly });
  try {
    command.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { exitStatus: 0, stdout: told, stderr: "" };
    return { exitStatus: 2, stdout: "", stderr: `${told}Run npm run preview -- --help to see what is allowed.\n` };
  }
  const given = command.opts<{ stack: string; json: boolean; policyPackConfig?: string }>();
  const { json, policyPackConfig } = given;
  let elsewhere: string | undefined;
  try {
    const configured = policyPackConfig === undefined ? undefined : readPolicyConfig(policyPackConfig);
    const config = readStackFile(io.folder, given.stack);
    elsewhere = config.elsewhere;
    // The engine, too, hands a program the name without its organization.
    const stack = parseStackName(given.stack)?.short ?? given.stack;
    const recording = await record({ project: "qualisys-secrets", stack, config }, io.program);
    const found = await violations({ stack, config, recording, configured });
    const document = withoutSuspects(previewDocument(stack, recording, found), suspects(config));
    const text = json ? JSON.stringify(document, null, 2) : render(document, io.colours);
    const exitStatus = found.some(({ level }) => level === "mandatory") ? 1 : 0;
    return { exitStatus, stdout: `${text}\n`, stderr: "" };
  } catch (error) {
    if (!isExplained(error)) throw error;
    const notes = RunError.isInstance(error) && elsewhere !== undefined ? `\n${elsewhere}\n` : "";
    return { exitStatus: 2, stdout: "", stderr: `${error.message}\n${notes}` };
  }
}

/** The program of the project itself, imported when it is run: it acts on being imported. */
export async function ownProgram(): Promise<Record<string, unknown>> {
  return (await import("../index.ts")).default;
}

// Errors that are sentences for the person who asked; any other is a defect and keeps its stack trace.
function isExplained(error: unknown): error is Error {
  return error instanceof StackFileError || error instanceof PolicyConfigError || RunError.isInstance(error);
}
