import { CATEGORIES } from "../../catalogue/index.ts";
import { type CloudState, type CredentialState, isOverdue, type NamespaceState } from "../inventory.ts";
import type { Cloud } from "../stores/store.ts";
import { type Html, html } from "./html.ts";
import { STYLE } from "./style.ts";
import { timeline } from "./timeline.ts";

export interface ReportContent {
  readonly stack: string;
  /** When it was taken (ISO, UTC). */
  readonly at: string;
  readonly clouds: readonly Cloud[];
  readonly namespaces: readonly string[];
  readonly states: readonly CredentialState[];
}

const CLOUD_NAMES: Record<Cloud, string> = { aws: "AWS", azure: "Azure" };

/** One page with everything an owner asks for: complete in itself, and readable without any script. */
export function page(content: ReportContent): string {
  const { stack, at, states } = content;
  const today = at.slice(0, 10);
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Credentials of ${stack}, ${today}</title><style>${{ html: STYLE }}</style></head>
<body><main>
<h1>Credentials of ${stack}</h1><p>As the stores told it on ${today} at ${at.slice(11, 16)} UTC. This page holds no value.</p>
${figures(states)}
<section><h2>Rotation</h2>${timeline(states, today)}</section>
<section><h2>Inventory and state</h2>${inventory(content)}</section>
<section><h2>Limits and cost controls</h2>${limits(states)}</section>
</main></body></html>
`;
  return document.html;
}

function figures(states: readonly CredentialState[]): Html {
  const cloudStates = (state: CredentialState) => Object.values(state.clouds);
  const count = (matches: (state: CredentialState) => boolean) => states.filter(matches).length;
  const overdue = count(isOverdue);
  const soon = count((state) => !isOverdue(state) && isInService(state) && (state.daysLeft ?? 99) <= 14);
  const waiting = count((state) => cloudStates(state).some(({ status }) => status === "placeholder"));
  const trouble = count((state) =>
    [...cloudStates(state), ...Object.values(state.namespaces)].some(({ status }) =>
      ["missing", "deleted", "unknown", "failing"].includes(status),
    ),
  );
  const tile = (value: number, label: string, bad = false) =>
    html`<div class="${bad && value > 0 ? "figure bad" : "figure"}"><b>${value}</b><span>${label}</span></div>`;
  return html`<div class="figures">
${tile(states.length, "credentials")}${tile(count(isInService), "in service")}${tile(waiting, "still to be provided")}${tile(soon, "due within 14 days")}${tile(overdue, "overdue", true)}${tile(trouble, "with trouble", true)}
</div>`;
}

function isInService({ clouds }: CredentialState): boolean {
  return Object.values(clouds).some(({ status }) => status === "provided");
}

function inventory({ states, clouds, namespaces }: ReportContent): Html {
  const heads = ["Credential", ...clouds.map((cloud) => CLOUD_NAMES[cloud]), ...namespaces, "Rotation", "Owner"];
  return html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${states.map((state) => {
  const { credential, nextRotation } = state;
  const { rotation } = credential;
  return html`<tr><td data-label="Credential">${credential.service}<small>${CATEGORIES[credential.category]}, epic ${credential.epic}</small></td>
${clouds.map((cloud) => html`<td data-label="${CLOUD_NAMES[cloud]}">${cloudCell(state.clouds[cloud])}</td>`)}
${namespaces.map((namespace) => html`<td data-label="${namespace}">${namespaceCell(state.namespaces[namespace])}</td>`)}
<td data-label="Rotation"><div>${rotation.cadence}${
    nextRotation === undefined
      ? undefined
      : html`<small>${isOverdue(state) ? html`<span class="chip bad">${nextRotation} overdue</span>` : nextRotation}</small>`
  }</div></td><td data-label="Owner">${rotation.owner}</td></tr>`;
})}
</tbody></table>`;
}

function chip(tone: "good" | "wait" | "bad" | "mute", text: string, detail?: string): Html {
  return html`<div><span class="chip ${tone}">${text}</span>${detail === undefined ? undefined : html`<small>${detail}</small>`}</div>`;
}

function cloudCell(state: CloudState | undefined): Html {
  if (state === undefined) return chip("mute", "not kept here");
  const { status, ageDays, detail } = state;
  if (status === "provided") return chip("good", "provided", ageDays === undefined ? undefined : `${ageDays} days old`);
  if (status === "placeholder") return chip("wait", status, detail);
  return chip(status === "deferred" ? "mute" : "bad", status, detail);
}

function namespaceCell(state: NamespaceState | undefined): Html {
  if (state === undefined) return chip("mute", "not delivered");
  const { status, detail } = state;
  if (status === "in sync") return chip("good", status);
  if (status === "not delivered") return chip("mute", status, detail);
  return chip(["waiting for its value", "behind", "pending"].includes(status) ? "wait" : "bad", status, detail);
}

function limits(states: readonly CredentialState[]): Html {
  const limited = states.flatMap(({ credential }) => (credential.limits === undefined ? [] : [credential.limits]));
  return html`<table><thead><tr><th scope="col">Service</th><th scope="col">Rate limit</th><th scope="col">Quota</th><th scope="col">Cost control</th></tr></thead><tbody>
${limited.map(
  ({
    service,
    rate,
    quota,
    costControl,
    monitor,
  }) => html`<tr><td data-label="Service">${service}</td><td data-label="Rate limit">${rate}</td><td data-label="Quota">${quota}</td>
<td data-label="Cost control"><div>${costControl}${monitor === undefined ? undefined : html`<small><a href="${monitor}">${monitor}</a></small>`}</div></td></tr>`,
)}
</tbody></table>`;
}
