import { readFileSync } from "node:fs";
import path from "node:path";
import { isOperatorProvided } from "../../catalogue/index.ts";
import { stackCredentials } from "../../stack-settings.ts";
import { drill } from "../drill.ts";
import { EXIT, type ExitStatus, UsageError } from "../errors.ts";
import type { Session } from "../session.ts";
import type { Check } from "../stores/store.ts";

/** Who am I, may I do what the commands need, and is everything there? With `drill`, do the alarms go off? */
export async function doctor(session: Session, withDrill: boolean): Promise<ExitStatus> {
  const { settings } = session;
  const { clouds, cluster } = await session.stores;
  const credentials = stackCredentials(settings);
  const started = credentials.filter((credential) => settings.startedEpics.includes(credential.epic));
  const checks: Check[] = [programCheck(session)];
  session.progress("Looking around …");
  for (const store of clouds) checks.push(...(await store.checks(credentials)));
  if (cluster !== undefined) checks.push(...(await cluster.checks(started)));
  if (withDrill) checks.push(...(await drillChecks(session)));
  session.clearProgress();
  session.report({ stack: session.stack, checks });
  const marks = {
    ok: session.style("green", "✓"),
    failed: session.style("red", "✗"),
    unknown: session.style("yellow", "?"),
  };
  for (const { name, result, detail, cure } of checks) {
    session.say(`${marks[result]} ${name}: ${detail}`);
    if (cure !== undefined) session.say(`    ${cure}`);
  }
  return checks.some(({ result }) => result === "failed") ? EXIT.failed : EXIT.ok;
}

async function drillChecks(session: Session): Promise<readonly Check[]> {
  const credential = stackCredentials(session.settings).find(isOperatorProvided);
  if (session.settings.aws === undefined || credential === undefined) {
    throw new UsageError("The drill proves the alarms on AWS, and this stack has no settings for it.");
  }
  await session.confirm("The drill tries to read a secret, and the alarm goes to everybody who is subscribed. Go on?");
  return drill(session, await session.io.drillGround(session.settings.aws), credential);
}

function programCheck(session: Session): Check {
  const manifest = path.join(import.meta.dirname, "..", "..", "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const { environment, secretPrefix, kubernetes } = session.settings;
  const operator =
    kubernetes === undefined ? "" : `, External Secrets chart ${kubernetes.operator.version} in the settings`;
  return {
    name: "Program",
    result: "ok",
    detail: `qualisys-secrets ${version}, Node ${process.versions.node}, stack ${session.stack} (${environment}, ${secretPrefix}/)${operator}`,
  };
}
