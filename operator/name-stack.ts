import { allCredentials } from "../catalogue/index.ts";

const IDS = allCredentials.map(({ id }) => id).join("|");
/** A command of the project, with the credential that it is about, and the option that names its stack where it has one. */
const COMMAND = new RegExp(
  String.raw`\bnpm run (?:up --|secrets -- [a-z]+(?: (?:${IDS}|<id>)(?![\w-]))?)(?! --stack [\w-]| --help|[\w-]| [a-z-]+ --stack)(?: --stack <stack>)?`,
  "g",
);

/**
 * A message whose commands name the stack that it is about: pasted without one, a command would act on another stack.
 * Stores, errors and checks write commands without knowing the stack, so this is done where text leaves the program.
 */
export function nameStack(text: string, stack: string): string {
  return text.replaceAll(COMMAND, (command) => `${command.replace(" --stack <stack>", "")} --stack ${stack}`);
}
