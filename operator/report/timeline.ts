import { type CredentialState, isOverdue } from "../inventory.ts";
import { type Html, html } from "./html.ts";

const DAY_MS = 86_400_000;
const WIDTH = 1000;
const HEIGHT = 24;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The rotations as a picture: when each value came into service, when it is due, and how late it is. */
export function timeline(states: readonly CredentialState[], today: string): Html {
  const dated = states
    .filter(({ nextRotation }) => nextRotation !== undefined)
    .sort((a, b) => (a.nextRotation ?? "").localeCompare(b.nextRotation ?? ""));
  if (dated.length === 0) return html`<p>No credential of this stack has a date.</p>`;
  const scale = scaleOf(dated, today);
  return html`<div class="timeline">
<div class="line"><div class="corner"></div>${axis(scale, today)}<div class="corner"></div></div>
${dated.map((state) => row(state, scale, today))}
</div>
<div class="legend"><span><i style="background:var(--bar-fill)"></i>in service</span><span><i style="background:var(--bar)"></i>due</span><span><i style="background:var(--bad)"></i>overdue</span></div>`;
}

interface Scale {
  readonly from: number;
  readonly to: number;
  /** A day's place, 0 to 1. */
  at(date: string): number;
}

function scaleOf(states: readonly CredentialState[], today: string): Scale {
  const now = Date.parse(today);
  const dues = states.map(({ nextRotation = today }) => Date.parse(nextRotation));
  const from = Math.min(now - 90 * DAY_MS, ...dues.map((due) => due - 30 * DAY_MS));
  const to = Math.max(now + 120 * DAY_MS, ...dues.map((due) => due + 30 * DAY_MS));
  return { from, to, at: (date) => Math.min(1, Math.max(0, (Date.parse(date) - from) / (to - from))) };
}

function axis(scale: Scale, today: string): Html {
  const first = new Date(scale.from);
  const months = Math.ceil((scale.to - scale.from) / (30 * DAY_MS));
  // Nine labels fit at most.
  const step = [1, 2, 3, 6, 12].find((size) => months / size <= 9) ?? 12;
  const labels: Html[] = [];
  for (let i = 1; i <= months; i++) {
    const date = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i, 1));
    if (date.getUTCMonth() % step !== 0 || date.getTime() > scale.to) continue;
    const iso = date.toISOString().slice(0, 10);
    const place = scale.at(iso);
    if (Math.abs(place - scale.at(today)) < 0.08 || place < 0.03 || place > 0.97) continue;
    const label = `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    labels.push(html`<span style="left:${percent(place)}">${label}</span>`);
  }
  return html`<div class="axis track-cell">${labels}<span class="today" style="left:${percent(scale.at(today))}">today</span></div>`;
}

function row(state: CredentialState, scale: Scale, today: string): Html {
  const { credential, nextRotation = today, daysLeft = 0, clouds } = state;
  const late = isOverdue(state);
  const since = Object.values(clouds)
    .flatMap((cloud) => cloud.since?.slice(0, 10) ?? [])
    .sort()[0];
  const x = (date: string) => Math.round(scale.at(date) * WIDTH);
  const due = x(nextRotation);
  const now = x(today);
  const begun = since === undefined ? undefined : x(since);
  const told = late ? `overdue by ${-daysLeft} days` : since === undefined ? "not provided" : `in ${daysLeft} days`;
  return html`<div class="line"><div class="name">${credential.service}</div>
<div class="track-cell"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${credential.service}: due ${nextRotation}, ${told}">
<rect class="track" x="0" y="9" width="${WIDTH}" height="6" rx="3"/>
${begun === undefined ? undefined : html`<rect class="run" x="${begun}" y="6" width="${Math.max(0, due - begun)}" height="12"/>`}
${late ? html`<rect class="late" x="${due}" y="4" width="${Math.max(4, now - due)}" height="16"/>` : undefined}
<rect class="${late ? "late" : "due"}" x="${due - 2}" y="1" width="5" height="22"/>
<line class="now" x1="${now}" x2="${now}" y1="0" y2="${HEIGHT}"/>
</svg></div>
<div class="${late ? "when late" : "when"}">${nextRotation}<small>${told}</small></div></div>`;
}

function percent(place: number): string {
  return `${(place * 100).toFixed(1)}%`;
}
