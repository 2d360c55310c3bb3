import { randomBytes } from "node:crypto";
import { withoutApiVersion } from "./azure-type.ts";
import type { Properties } from "./values.ts";

/** A resource that the rig keeps itself, where no emulator does. */
export interface Kept {
  readonly type: string;
  state: Properties;
  inputs: Properties;
}

/**
 * What becomes of a call: it fails before the cloud acted or after it (the answer is lost), hangs after it until the
 * engine gives it up, is stuck after it whatever the engine does, or waits before the cloud acts or after it until it is
 * let go on.
 */
export type Moment = "before" | "after" | "hang" | "stuck" | "wait before" | "wait after";

export interface Fault {
  readonly operation: "create" | "update" | "delete" | "read";
  /** The end of a type, such as "SecretVersion"; any type without it. */
  readonly type?: string;
  /** Which matching call fails, from 1. */
  readonly nth: number;
  readonly moment: Moment;
}

export interface SavedCloud {
  readonly kept: Map<string, Kept>;
  readonly deleted: Map<string, Kept>;
  readonly azureRelease: number;
}

/** What stands on the clouds: it outlives every run of the engine. */
export class Cloud {
  /** Where the AWS emulator answers. */
  readonly endpoint: string;
  /** AWS accounts are apart in the emulator, so each rig has its own. */
  readonly account: string;
  /** Of the types that no emulator has, by id. */
  kept = new Map<string, Kept>();
  /** Deleted vault secrets by id: they can be recovered, and their names stay reserved. */
  deleted = new Map<string, Kept>();
  /** How often the Azure provider was upgraded (azure-version.ts). */
  azureRelease = 0;
  /** The oldest version of Key Vault's management API that Azure still serves; all of them without it. */
  keyVaultServedSince: string | undefined;
  /** Answered calls that changed something, "create aws:kms/key:Key" and so on, for the tests to look at. */
  readonly changes: string[] = [];
  #fault: (Fault & { seen: number }) | undefined;
  #hanging: (() => void) | undefined;

  constructor(endpoint: string, account: string = randomAccount()) {
    this.endpoint = endpoint;
    this.account = account;
  }

  /** What the rig keeps itself, to be put back later. */
  save(): SavedCloud {
    return structuredClone({ kept: this.kept, deleted: this.deleted, azureRelease: this.azureRelease });
  }

  restore(saved: SavedCloud): void {
    const { kept, deleted, azureRelease } = structuredClone(saved);
    this.azureRelease = azureRelease;
    this.kept = kept;
    this.deleted = deleted;
  }

  /** Lets one later call fail. */
  fail(fault: Fault): void {
    this.#fault = { ...fault, seen: 0 };
  }

  /** Ends an announced fault: what hangs fails now, and what waits goes on. Tells whether it had struck. */
  mend(): boolean {
    const struck = this.#fault !== undefined && this.#fault.seen >= this.#fault.nth;
    this.#fault = undefined;
    this.#letGo();
    return struck;
  }

  /** The engine has told the providers to give up what they are at. */
  cancel(): void {
    if (this.#fault?.moment === "hang") this.#letGo();
  }

  #letGo(): void {
    this.#hanging?.();
    this.#hanging = undefined;
  }

  /** Runs a provider's call with the announced fault, if it is the one. */
  async during<T>(operation: Fault["operation"], type: string, call: () => Promise<T>): Promise<T> {
    const moment = this.#strikes(operation, type);
    if (moment === "wait before") await this.#held();
    if (moment === "before") throw new Error(`the cloud refused to ${operation} ${type} (a fault of the test's)`);
    const result = await call();
    if (operation !== "read") this.changes.push(`${operation} ${type}`);
    if (moment === "after") throw new Error(`the answer to ${operation} ${type} was lost (a fault of the test's)`);
    if (moment === "hang" || moment === "stuck" || moment === "wait after") await this.#held();
    if (moment === "hang" || moment === "stuck") throw new Error("the call was given up (a fault of the test's)");
    return result;
  }

  #held(): Promise<void> {
    return new Promise((resolve) => {
      this.#hanging = resolve;
    });
  }

  /** Whether a call hangs or waits at this moment. */
  get isHanging(): boolean {
    return this.#hanging !== undefined;
  }

  #strikes(operation: Fault["operation"], type: string): Moment | undefined {
    const fault = this.#fault;
    if (fault === undefined || fault.operation !== operation || !withoutApiVersion(type).endsWith(fault.type ?? ""))
      return undefined;
    fault.seen += 1;
    return fault.seen === fault.nth ? fault.moment : undefined;
  }
}

function randomAccount(): string {
  return String(100_000_000_000 + (randomBytes(6).readUIntBE(0, 6) % 900_000_000_000));
}
