/** A promise to operators that was broken. */
export class Lost extends Error {
  override readonly name = "Lost";
}
