/** A stack file or project file that cannot be used, in words for the person who named it. */
export class StackFileError extends Error {
  override readonly name = "StackFileError";
}
