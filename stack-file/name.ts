// Shorter than any vendor's key. Pulumi allows 100 characters, and dots, which would leave the folder.
const PART = /^[A-Za-z0-9][A-Za-z0-9_-]{0,29}$/;

/** A stack's name as Pulumi takes it: `stack`, `organization/stack` or `organization/project/stack`. */
export interface StackName {
  readonly project?: string;
  /** What the program and the stack's file are called by. */
  readonly short: string;
}

/** The parts of a stack's name; undefined for a text that cannot be one. */
export function parseStackName(stack: string): StackName | undefined {
  const parts = stack.split("/");
  const [short, project] = [parts.at(-1), parts.length === 3 ? parts[1] : undefined];
  if (short === undefined || parts.length > 3 || !parts.every((part) => PART.test(part))) return undefined;
  return { short, ...(project === undefined ? {} : { project }) };
}

/** The name of a stack's file. @param stack as Pulumi takes it, with or without its organization. */
export function fileOfStack(stack: string): string {
  return `Pulumi.${stack.split("/").at(-1)}.yaml`;
}
