import { EXIT, type ExitStatus } from "../errors.ts";
import {
  type CloudState,
  type CredentialState,
  isOverdue,
  type NamespaceState,
  notAsked,
  takeInventory,
} from "../inventory.ts";
import type { Session } from "../session.ts";
import type { Cloud } from "../stores/store.ts";
import { table } from "../table.ts";

const CLOUD_NAMES: Record<Cloud, string> = { aws: "AWS", azure: "AZURE" };

/** Shows how every credential stands. Reads no value. Exit 1 where a store could not be asked. */
export async function list(session: Session): Promise<ExitStatus> {
  const stores = await session.stores;
  session.progress(`Asking the stores of ${session.stack} …`);
  const states = await takeInventory(stores, {
    settings: session.settings,
    stack: session.stack,
    now: session.io.now(),
  });
  session.clearProgress();
  session.report({ stack: session.stack, credentials: states.map(stateDocument) });

  const clouds = stores.clouds.map((store) => store.cloud);
  const namespaces = stores.cluster?.namespaces ?? [];
  const head = ["CREDENTIAL", ...clouds.map((cloud) => CLOUD_NAMES[cloud]), "NEXT ROTATION", ...namespaces];
  const rows = states.map((state) => [
    state.credential.id,
    ...clouds.map((cloud) => cloudCell(session, state.clouds[cloud])),
    rotationCell(session, state),
    ...namespaces.map((namespace) => namespaceCell(session, state.namespaces[namespace])),
  ]);
  for (const line of table([head.map((cell) => session.style("bold", cell)), ...rows])) session.say(line);
  const details = [...grouped(states), ...states.flatMap((state) => disagreement(state, session.stack))];
  if (details.length > 0) session.say();
  for (const detail of details) session.say(detail);
  return notAsked(states).length > 0 ? EXIT.failed : EXIT.ok;
}

/** A credential's state as a document. */
export function stateDocument(state: CredentialState) {
  const { credential, ...rest } = state;
  return {
    id: credential.id,
    service: credential.service,
    cadence: credential.rotation.cadence,
    ...rest,
    overdue: isOverdue(state),
  };
}

function cloudCell(session: Session, state: CloudState | undefined): string {
  if (state === undefined) return session.style("dim", "-");
  if (state.status !== "provided") {
    return session.style(
      state.status === "deferred" ? "dim" : state.status === "placeholder" ? "yellow" : "red",
      state.status,
    );
  }
  return session.style("green", "provided") + (state.ageDays === undefined ? "" : ` ${state.ageDays}d`);
}

function rotationCell(session: Session, state: CredentialState): string {
  const { nextRotation, daysLeft, credential, clouds } = state;
  if (nextRotation === undefined && Object.values(clouds).some(({ status }) => status === "unknown")) {
    return session.style("red", "unknown");
  }
  if (nextRotation === undefined || daysLeft === undefined) return session.style("dim", credential.rotation.cadence);
  if (isOverdue(state)) return session.style("red", `${nextRotation} overdue`);
  return daysLeft < 0 ? nextRotation : `${nextRotation} (${daysLeft}d)`;
}

function namespaceCell(session: Session, state: NamespaceState | undefined): string {
  if (state === undefined || state.status === "not delivered") return session.style("dim", state?.status ?? "-");
  if (state.status === "in sync") return session.style("green", state.status);
  return session.style(
    state.status === "waiting for its value" || state.status === "behind" ? "yellow" : "red",
    state.status,
  );
}

/** Why a credential stands as it does: what holds for several, such as a network that is down, is said once. */
function grouped(states: readonly CredentialState[]): string[] {
  const about = new Map<string, { readonly ids: Set<string>; readonly places: Set<string> }>();
  for (const { credential, clouds, namespaces } of states) {
    for (const [place, { status, detail }] of [...Object.entries(clouds), ...Object.entries(namespaces)]) {
      if (detail === undefined || status === "not delivered") continue;
      const told = about.get(detail) ?? { ids: new Set(), places: new Set() };
      about.set(detail, told);
      told.ids.add(credential.id);
      told.places.add(place);
    }
  }
  return [...about].map(([detail, { ids, places }]) => {
    const who = ids.size > 3 ? `${ids.size} of ${states.length} credentials` : [...ids].join(", ");
    return `${who}, ${[...places].join(", ")}: ${detail}`;
  });
}

function disagreement({ credential, clouds, cloudsAgree }: CredentialState, stack: string): string[] {
  if (cloudsAgree !== false) return [];
  const all = Object.values(clouds).every(({ status }) => status === "provided");
  const what = all ? "the clouds hold different values" : "provided on one cloud only";
  return [`${credential.id}: ${what}. Complete it: npm run secrets -- put ${credential.id} --stack ${stack}`];
}
