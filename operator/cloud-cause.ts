import { type Credential, isOperatorProvided } from "../catalogue/index.ts";
import type { Settings } from "../stack-settings.ts";
import type { Stored } from "./stores/store.ts";

export interface Seen {
  /** For people: "aws", "AWS account 123456789012, eu-central-1". */
  readonly place: string;
  readonly stack: string;
}

/**
 * Why a credential cannot be delivered, by what the cloud that feeds the cluster says of it; undefined where the cloud is
 * not the reason. The operator does not say: since 2.14 its events and conditions name no cause.
 * @see https://gitlab.com/sylva-projects/sylva-core/-/merge_requests/9896 release notes of 2.14.0, "Sanitize Controller
 *   Status and Event Errors"
 */
export function cloudCause(
  credential: Credential,
  { status, note }: { readonly status: string; readonly note?: Stored["note"] },
  { place, stack }: Seen,
): string | undefined {
  const { id } = credential;
  const which = note === undefined ? "" : ` (${note})`;
  if (status === "placeholder") {
    const verb = isOperatorProvided(credential) ? "put" : "guide";
    return `${id} is not provided: still a placeholder on ${place}${which}. Run: npm run secrets -- ${verb} ${id} --stack ${stack}`;
  }
  if (status === "missing") return `${id} has no secret on ${place}${which}`;
  if (status === "deleted") return `the secret of ${id} is deleted on ${place}${which}, and can still be recovered`;
  return undefined;
}

/** Where the operator's own words are, which its events leave out. */
export function operatorLog({ kubernetes }: Settings): string {
  const namespace = kubernetes?.operator.namespace ?? "external-secrets";
  return `The operator's log says why: kubectl logs -n ${namespace} deployment/external-secrets`;
}
