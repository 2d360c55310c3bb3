import type { SecretVersionsListEntry } from "@aws-sdk/client-secrets-manager";
import { PLACEHOLDER_LABEL, PROGRAM_VERSION_PREFIX } from "../../catalogue/index.ts";

export const CURRENT = "AWSCURRENT";
export const PREVIOUS = "AWSPREVIOUS";

export interface Version {
  readonly id: string;
  readonly labels: readonly string[];
  /** When it was put. */
  readonly created: Date | undefined;
  /** The keys that it is encrypted under: each of them opens it. Empty where AWS does not say. */
  readonly keys: readonly string[];
}

/** The versions of one secret, known by their labels and ids; none is read. */
export class SecretVersions {
  readonly all: readonly Version[];
  readonly #awaitsValue: boolean;

  /** @param awaitsValue whether nobody has told yet that a value was put: the program's own versions are placeholders. */
  constructor(entries: readonly SecretVersionsListEntry[], awaitsValue: boolean) {
    this.all = entries.flatMap(
      ({ VersionId: id, VersionStages: labels = [], CreatedDate: created, KmsKeyIds: keys = [] }) =>
        id === undefined ? [] : [{ id, labels, created, keys }],
    );
    this.#awaitsValue = awaitsValue;
  }

  get current(): Version | undefined {
    return this.#labelled(CURRENT);
  }

  get previous(): Version | undefined {
    return this.#labelled(PREVIOUS);
  }

  has(id: string): boolean {
    return this.all.some((version) => version.id === id);
  }

  /**
   * The label alone does not tell: a label is on one version at a time, and a placeholder that is put again (after a
   * lost state) takes it away from the first, which stays in service.
   */
  isPlaceholder({ id, labels }: Version): boolean {
    return labels.includes(PLACEHOLDER_LABEL) || (this.#awaitsValue && id.startsWith(PROGRAM_VERSION_PREFIX));
  }

  /** The value that was in service before; where a rollback has taken place, the one that it brought back. */
  get wayBack(): Version | undefined {
    const { current, previous } = this;
    // Only a rollback leaves a newer version behind an older one; a second one must not bring the newer back.
    const isBack = (current?.created?.getTime() ?? 0) < (previous?.created?.getTime() ?? 0);
    return isBack ? current : previous;
  }

  #labelled(label: string): Version | undefined {
    return this.all.find(({ labels }) => labels.includes(label));
  }
}
