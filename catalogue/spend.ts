import type { Credential } from "./types.ts";

/** An account whose spending can be watched. */
export interface SpendAccount {
  /** Id of the credential that applications use: it spends. */
  readonly id: string;
  readonly service: string;
  /** The credential that reads what was spent. */
  readonly admin: Credential;
  /** US dollars a month, ascending, each once: the limits of the provisioning guide. */
  readonly thresholds: readonly number[];
}

/** The accounts of a list whose spending some credential of the list reads. */
export function spendAccounts(list: readonly Credential[]): readonly SpendAccount[] {
  return list.flatMap((admin) => {
    const spender = list.find(({ id }) => id === admin.watches);
    if (spender === undefined) return [];
    return [{ id: spender.id, service: spender.service, admin, thresholds: spendLimits(spender) }];
  });
}

/** The monthly limits, in US dollars, that a credential's provisioning guide sets at its vendor: ascending, each once. */
export function spendLimits(credential: Credential): readonly number[] {
  const details = credential.provisioning.flatMap((step) => step.details ?? []);
  const limits = details.flatMap((detail) => (detail.kind === "limit" ? [detail.usd] : []));
  return [...new Set(limits)].sort((a, b) => a - b);
}
