import { Command, CommanderError } from "commander";
import { stringify } from "yaml";
import { quietly } from "../command-line.ts";
import type { Registration } from "../preview/recorder.ts";
import { fileOfStack, parseStackName, readStackFile, type StackConfig, StackFileError } from "../stack-file.ts";
import { parseSettings, SettingsError, standIns } from "../stack-settings.ts";
import { ASKED, type Asked, filled } from "./names.ts";
import { ROLES, type Role } from "./roles.ts";

export interface PermissionsIo {
  /** The project's folder, with its stack files. */
  readonly folder: string;
  /** Runs a stack's program offline; asked only for the policies that the program itself makes. */
  readonly resources: (stack: string, config: StackConfig) => Promise<readonly Registration[]>;
}

export interface PermissionsResult {
  /** 0 printed, 2 bad settings or usage. */
  readonly exitStatus: 0 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly stack: string;
  readonly role?: string;
  readonly list: boolean;
}

/** A mistake of the person who asked, in words for them. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Prints what a role of the pipeline or of the team may do, as the file that aws, az or kubectl takes. */
export async function permissions(argv: readonly string[], io: PermissionsIo): Promise<PermissionsResult> {
  let told = "";
  const command = new Command("permissions")
    .description("Print the permissions of a role with a stack's own names, as a file for aws, az or kubectl.")
    .usage("--role <role> [options]   (npm run --silent permissions -- [options])")
    .option("--stack <name>", "the stack", "staging")
    .option("--role <role>", "the role; --list shows them")
    .option("--list", "show every role", false)
    .addHelpText(
      "after",
      "\nExample: npm run --silent permissions -- --stack production --role deployer > deployer.json" +
        "\nExit status: 0 printed, 2 bad settings or usage.",
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => (told += text), writeErr: (text) => (told += text), outputError: quietly });
  for (const [name, { about }] of Object.entries(ASKED)) command.option(`--${name} <${placeholderOf(name)}>`, about);
  try {
    command.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { exitStatus: 0, stdout: told, stderr: "" };
    return refused(told.trimEnd());
  }
  const { stack, role, list, ...rest } = command.opts<Options & Record<string, string>>();
  if (list) return { exitStatus: 0, stdout: listed(), stderr: "" };
  try {
    return await printed(roleOf(role), stack, askedOf(rest), io);
  } catch (error) {
    if (error instanceof UsageError) return refused(`error: ${error.message}`);
    if (error instanceof StackFileError || error instanceof SettingsError)
      return { exitStatus: 2, stdout: "", stderr: `${error.message}\n` };
    throw error;
  }
}

const placeholderOf = (option: string) => option.split("-").at(-1) ?? option;

const refused = (message: string): PermissionsResult => ({
  exitStatus: 2,
  stdout: "",
  stderr: `${message}\nRun npm run permissions -- --help to see what is allowed, or --list to see the roles.\n`,
});

function listed(): string {
  const width = Math.max(...ROLES.map(({ id }) => id.length));
  return `${ROLES.map(({ id, about, isMadeByProgram }) => `${id.padEnd(width)}  ${about}${isMadeByProgram ? " (made by the program)" : ""}`).join("\n")}\n`;
}

function roleOf(id: string | undefined): Role {
  if (id === undefined) throw new UsageError("--role is missing");
  const role = ROLES.find((one) => one.id === id);
  // Not repeated: it could be anything, pasted in the wrong place.
  if (role === undefined) throw new UsageError("there is no role of that name");
  return role;
}

function askedOf(options: Readonly<Record<string, string>>): Asked {
  const camel = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const asked: Record<string, string> = {};
  for (const [name, { about, pattern }] of Object.entries(ASKED)) {
    const value = options[camel(name)];
    if (value === undefined) continue;
    if (!pattern.test(value)) throw new UsageError(`the value of --${name} is not allowed: ${about}`);
    asked[name] = value;
  }
  return asked;
}

async function printed(role: Role, given: string, asked: Asked, io: PermissionsIo): Promise<PermissionsResult> {
  const config = readStackFile(io.folder, given);
  // The engine, too, hands a program the name without its organization.
  const stack = parseStackName(given)?.short ?? given;
  const settings = parseSettings(config.values, stack);
  if (settings[role.cloud] === undefined) {
    const ids = ROLES.filter(({ cloud }) => settings[cloud] !== undefined).map(({ id }) => id);
    throw new UsageError(
      `the stack has no settings for ${role.cloud}, so no role ${role.id}. It has: ${ids.join(", ")}`,
    );
  }
  const resources = () => io.resources(stack, config);
  const { document, missing } = filled(await role.document({ stack, settings, resources }), settings, asked);
  if (missing.length > 0)
    throw new UsageError(`role ${role.id} needs ${missing.map((name) => `--${name}`).join(" and ")}`);
  const stdout = Array.isArray(document)
    ? document.map((object) => stringify(object, { aliasDuplicateObjects: false })).join("---\n")
    : `${JSON.stringify(document, null, 2)}\n`;
  const left = standIns(settings);
  const warnings = [
    ...(role.isMadeByProgram
      ? [
          "note: the program makes this role itself; <key> is the id of a key that it makes, known after the first update",
        ]
      : []),
    ...(left.length > 0
      ? [`warning: ${fileOfStack(stack)} still holds what the project ships with: ${left.join(", ")}`]
      : []),
  ];
  return { exitStatus: 0, stdout, stderr: warnings.map((line) => `${line}\n`).join("") };
}
