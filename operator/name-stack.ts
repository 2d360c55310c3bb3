import { allCredentials } from "../catalogue/index.ts";

const ID = `(?:${allCredentials.map(({ id }) => id).join("|")}|<id>)(?![\\w-])`;
/** An option, with its argument where it takes one. */
const OPTION = String.raw` --?[a-z][a-z-]*(?: [\w.<>/-]+)?`;
/** A command of the project that names no stack, with the credential that it is about. */
const COMMAND = new RegExp(
  String.raw`\bnpm run (?:up --|secrets -- [a-z]+(?![\w-])(?: ${ID}|(?! ${ID})))(?!(?:${OPTION})*? --(?:stack (?!<stack>)|help))(?: --stack <stack>)?`,
  "g",
);

/**
 * A message whose commands name the stack that it is about: pasted without one, a command would act on another stack.
 * Stores, errors and checks write commands without knowing the stack, so this is done where text leaves the program.
 */
export function nameStack(text: string, stack: string): string {
  return text.replaceAll(COMMAND, (command) => `${command.replace(" --stack <stack>", "")} --stack ${stack}`);
}
