import { readFileSync } from "node:fs";
import path from "node:path";
import { type Credential, isOperatorProvided } from "../../catalogue/index.ts";
import { stackCredentials } from "../../stack-settings.ts";
import { cloudCause, operatorLog } from "../cloud-cause.ts";
import { drillAws } from "../drill/aws.ts";
import { drillAzure } from "../drill/azure.ts";
import { emailsReceived } from "../drill/emails.ts";
import { EXIT, type ExitStatus, UsageError } from "../errors.ts";
import type { Session } from "../session.ts";
import type { BeyondEvents, Check, CloudStore, Cluster } from "../stores/store.ts";

/** Who am I, may I do what the commands need, and is everything there? With `drill`, do the alarms go off? */
export async function doctor(session: Session, withDrill: boolean): Promise<ExitStatus> {
  const { settings } = session;
  const { clouds, cluster } = await session.stores;
  const credentials = stackCredentials(settings);
  const started = credentials.filter((credential) => settings.startedEpics.includes(credential.epic));
  const checks: Check[] = [programCheck(session)];
  session.progress("Looking around …");
  for (const store of clouds) checks.push(...(await store.checks(credentials)));
  if (cluster !== undefined) checks.push(...(await cluster.checks(started, beyondEvents(session, clouds, cluster))));
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

function beyondEvents(session: Session, clouds: readonly CloudStore[], cluster: Cluster): BeyondEvents {
  const cloudCauseOf = async (credential: Credential) => {
    const feeding = clouds.find((store) => store.cloud === cluster.cloud && store.keeps(credential));
    if (feeding === undefined) return undefined;
    try {
      return cloudCause(credential, await feeding.inspect(credential), { place: feeding.place, stack: session.stack });
    } catch {
      return undefined; // What the cloud refuses is told by that store's own checks.
    }
  };
  return { cloudCause: cloudCauseOf, log: operatorLog(session.settings) };
}

async function drillChecks(session: Session): Promise<readonly Check[]> {
  const { settings } = session;
  const credential = stackCredentials(settings).find(isOperatorProvided);
  if ((settings.aws === undefined && settings.azure === undefined) || credential === undefined) {
    throw new UsageError("The drill proves the alarms of a cloud, and this stack has none.");
  }
  await session.confirm("The drill tries to read a secret, and the alarm goes to everybody who is told. Go on?");
  const { aws, azure } = await session.io.drillGrounds(settings);
  // Together: each waits for half an hour where something is wrong.
  const drills = await Promise.all([
    aws === undefined ? undefined : drillAws(session, aws, credential),
    azure === undefined || settings.azure === undefined
      ? undefined
      : drillAzure(session, settings.azure, azure, credential),
  ]);
  const checks = drills.flatMap((drill) => drill?.checks ?? []);
  for (const drill of drills) if (drill?.emails !== undefined) checks.push(await emailsReceived(session, drill.emails));
  return checks;
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
