import { type Credential, type Detail, isOperatorProvided, provideCommand, stepsFor } from "../../catalogue/index.ts";
import { EXIT, type ExitStatus } from "../errors.ts";
import type { Session } from "../session.ts";
import { credentialOf } from "../stack.ts";
import { machineWay } from "./machine-way.ts";

/** Shows how a credential is made at its vendor, and the command that comes next. Asks no cloud. */
export function guide(session: Session, id: string): ExitStatus {
  const credential = credentialOf(id);
  const next = nextCommand(session, credential);
  session.report({
    id: credential.id,
    service: credential.service,
    steps: stepsFor(credential, session.fileSettings.environment),
    fields: credential.fields.map(({ name, label, format, visibility, default: fallback }) => ({
      name,
      label,
      visibility,
      format: format.description,
      ...(fallback === undefined ? {} : { default: fallback }),
    })),
    limits: credential.limits ?? null,
    rotation: credential.rotation,
    next,
  });
  for (const line of guideLines(session, credential)) session.say(line);
  session.say();
  session.say(`${session.style("bold", "Next:")} ${next}`);
  return EXIT.ok;
}

/** The steps of a credential as lines. */
export function guideLines(session: Session, credential: Credential): string[] {
  const lines = [session.style("bold", `${credential.service} (epic ${credential.epic})`), ""];
  for (const [index, step] of stepsFor(credential, session.fileSettings.environment).entries()) {
    const number = `${index + 1}.`.padEnd(3);
    lines.push(`${number}${step.text}`);
    if (step.url !== undefined) lines.push(`   ${session.style("cyan", step.url)}`);
    for (const detail of step.details ?? []) lines.push(`   - ${detailText(detail)}`);
    if (step.changed !== undefined) lines.push(`   ${session.style("yellow", "Note:")} ${step.changed}`);
  }
  if (isOperatorProvided(credential)) {
    lines.push("", "What you need at hand:");
    for (const { label, format, default: fallback } of credential.fields) {
      lines.push(`   - ${label}: ${format.description}${fallback === undefined ? "" : ` (default ${fallback})`}`);
    }
  }
  const { limits } = credential;
  if (limits !== undefined) {
    lines.push("", `Limits: ${limits.rate}. Quota: ${limits.quota}. Cost control: ${limits.costControl}.`);
    if (limits.monitor !== undefined) lines.push(`   ${session.style("cyan", limits.monitor)}`);
  }
  return lines;
}

function nextCommand(session: Session, credential: Credential): string {
  const way = machineWay(credential, session.fileSettings, session.stack);
  return way ?? provideCommand(credential, session.stack);
}

function detailText(detail: Detail): string {
  switch (detail.kind) {
    case "setting":
      return `${detail.name}: ${detail.value}`;
    case "api":
      return `${detail.name} (${detail.id})`;
    case "scope":
      return `${detail.label} (${detail.scope})`;
    case "redirect-uri":
      return `Redirect URI: ${detail.uri}${detail.note === undefined ? "" : ` (${detail.note})`}`;
    case "permission":
      return `${detail.level === "repository" ? "Repository" : "Organization"}: ${detail.label}`;
    case "dns":
      return `DNS ${detail.type} ${detail.host} -> ${detail.value}`;
    case "limit":
      return `${detail.name}: $${detail.usd} (${detail.effect})`;
  }
}
