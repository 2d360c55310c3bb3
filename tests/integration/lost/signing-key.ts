import type { Run } from "../rig/engine.ts";
import { Lost } from "./lost.ts";
import type { Store, Values } from "./stores.ts";

const ID = "jwt-signing-key";

/** The generated key that signs tokens: it is accepted before, stays until its generation moves on, and is accepted after that. */
export class SigningKey {
  /** Every key that was ever in service. */
  readonly seen = new Set<string>();
  readonly #stores: readonly Store[];
  #known: { readonly generation: number; readonly secret: string; readonly accepted: string } | undefined;
  /** Runs before this one knew nothing of the state that is in place now. */
  #since = 0;
  /** The generation of an older state that was put in place: until it moves on, the stores may hold keys that it does not know. */
  #restored: number | undefined;

  constructor(stores: readonly Store[]) {
    this.#stores = stores;
  }

  /** After a stack's first update. */
  async begin(): Promise<void> {
    this.seen.clear();
    this.#since = 0;
    this.#restored = undefined;
    const { secret = "", previous_secret: accepted = secret } = await this.#now();
    this.#known = { secret, accepted, generation: 1 };
  }

  /** Whether the key in service is of that generation. */
  isOf(generation: number): boolean {
    return this.#known === undefined || this.#known.generation === generation;
  }

  /** Somebody put a state in place that does not know the key: its own may come back into service. */
  forget(generation: number, runsUntilNow: number): void {
    this.#known = undefined;
    this.#since = runsUntilNow;
    this.#restored = generation;
  }

  /**
   * @param generation that the settings ask for.
   * @param runs of the engine until now.
   * @param since runs since the settings ask for it: earlier ones say nothing about it.
   * @throws Lost where the key was dropped, or the clouds have different ones.
   */
  async check(generation: number, runs: readonly Run[], since: readonly Run[]): Promise<void> {
    const known = this.#known;
    if (known === undefined && !runs.slice(this.#since).some(isDoneUpdate)) return;
    const last = since.at(-1);
    const isRestored = generation === this.#restored;
    const isSettled = last !== undefined && isDoneUpdate(last) && !isRestored;
    const { secret = "", previous_secret: accepted = secret } = await this.#now(isSettled);
    this.#known = { secret, accepted, generation: known?.secret === secret ? known.generation : generation };
    if (known === undefined || known.secret === secret || isRestored) return;
    if (generation === known.generation || accepted !== known.secret)
      throw new Lost("the JWT signing key in service was dropped");
    if (known.accepted !== secret) throw new Lost("a JWT key signs that was not accepted before");
  }

  /** @param isSettled whether all clouds must have the same one: an update that failed may not have reached each. */
  async #now(isSettled = false): Promise<Values> {
    const found = await Promise.all(this.#stores.map((store) => store.inService(ID)));
    const keys = found.map((values) => (typeof values === "string" ? undefined : values.secret) || undefined);
    const [first] = found;
    if (typeof first !== "object" || keys.includes(undefined))
      throw new Lost(`there is no JWT signing key in service: ${found.find((one) => typeof one === "string") ?? ""}`);
    for (const key of keys) this.seen.add(key ?? "");
    if (isSettled && new Set(keys).size > 1)
      throw new Lost("the clouds have different JWT signing keys after an update that went well");
    return first;
  }
}

/** Whether a run was an update that ended well. */
export function isDoneUpdate({ command, exitCode }: Run): boolean {
  return command === "up" && exitCode === 0;
}
