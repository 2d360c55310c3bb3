import {
  AZURE_AUDIT_SETTING,
  AZURE_LOG_ALARMS,
  azureAlarm,
  azureAlarmPeople,
  azureBackupPeople,
  type Credential,
  updateCommand,
  vaultSecrets,
} from "../../catalogue/index.ts";
import type { AzureSettings } from "../../stack-settings.ts";
import type { Session } from "../session.ts";
import type { Check } from "../stores/store.ts";
import type { Drilled } from "./emails.ts";
import type { AzureDrillGround } from "./grounds.ts";
import { awaited, BRING_BACK, deniedRead, type Seen, step } from "./step.ts";

/** A line of the audit log arrives within some 10 minutes, the rule looks every 5, and the alert is told after that. */
const ALARM_TIMEOUT_MS = 30 * 60_000;

/** Proves the alarm on denied access: a read that must be denied, and the alert that must follow. Every check is told. */
export async function drillAzure(
  session: Session,
  { vaultName }: AzureSettings,
  ground: AzureDrillGround,
  credential: Credential,
): Promise<Drilled> {
  const rule = azureAlarm(vaultName, "denied-access");
  const people = azureAlarmPeople(vaultName);
  const checks: Check[] = [
    await step("Azure alarm mail", () => told(ground, people)),
    await step("Azure backup mail", () => told(ground, azureBackupPeople(vaultName))),
    await step("Azure alarm rules", () => ruled(ground, vaultName)),
    await step("Azure audit log", () => audited(ground)),
  ];
  const secret = vaultSecrets(credential)[0]?.name ?? "";
  const begun = session.io.now();
  const denied = await step("Azure denied read", async () =>
    deniedRead(await ground.read(secret), secret, "an account of the operators' group alone"),
  );
  checks.push(denied);
  if (denied.result !== "ok") return { checks };
  checks.push(await step("Azure alarm", () => alerted(session, ground, rule, begun)));
  const addresses = ((await ground.people(people).catch(() => undefined))?.mails ?? []).map(({ address }) => address);
  const each = [`Azure Monitor's, which names ${rule} and your account`];
  return { checks, emails: { cloud: "Azure", addresses, each } };
}

async function told(ground: AzureDrillGround, name: string): Promise<Seen> {
  const group = await ground.people(name);
  if (group === undefined) return { result: "failed", detail: `there is no action group ${name}`, cure: BRING_BACK };
  if (!group.enabled) return { result: "failed", detail: `${name} is disabled`, cure: BRING_BACK };
  const off = group.mails.filter(({ enabled }) => !enabled).map(({ address }) => address);
  if (group.mails.length === 0) {
    return {
      result: "failed",
      detail: `${name} tells nobody`,
      cure: `Set azure.alarmEmails, and run ${updateCommand()}.`,
    };
  }
  if (off.length > 0) {
    return {
      result: "failed",
      detail: `unsubscribed: ${off.join(", ")}`,
      cure: "Subscribe again by the link in an earlier mail of the action group, or in the portal.",
    };
  }
  return { result: "ok", detail: `${name} tells ${group.mails.map(({ address }) => address).join(", ")}` };
}

async function ruled(ground: AzureDrillGround, vaultName: string): Promise<Seen> {
  const people = azureAlarmPeople(vaultName);
  for (const kind of AZURE_LOG_ALARMS) {
    const name = azureAlarm(vaultName, kind);
    const rule = await ground.rule(name, people);
    if (rule === undefined) return { result: "failed", detail: `there is no rule ${name}`, cure: BRING_BACK };
    if (!rule.enabled) return { result: "failed", detail: `${name} is disabled`, cure: BRING_BACK };
    if (!rule.tellsPeople) return { result: "failed", detail: `${name} does not tell ${people}`, cure: BRING_BACK };
  }
  const [proved, ...others] = AZURE_LOG_ALARMS;
  return {
    result: "ok",
    detail: `all are on and tell ${people}; the drill raises ${proved} alone, not ${others.join(" or ")}`,
  };
}

async function audited(ground: AzureDrillGround): Promise<Seen> {
  const setting = await ground.auditLog(AZURE_AUDIT_SETTING);
  if (setting === undefined) {
    return { result: "failed", detail: `there is no diagnostic setting ${AZURE_AUDIT_SETTING}`, cure: BRING_BACK };
  }
  if (!setting.audited) {
    return {
      result: "failed",
      detail: `${AZURE_AUDIT_SETTING} sends no audit events to a workspace`,
      cure: BRING_BACK,
    };
  }
  return { result: "ok", detail: "the vault's audit events go to a workspace" };
}

async function alerted(session: Session, ground: AzureDrillGround, rule: string, begun: Date): Promise<Seen> {
  return awaited(
    session,
    rule,
    begun,
    ALARM_TIMEOUT_MS,
    async (waited) => {
      const last = await ground.lastAlert(rule);
      return last === undefined || last < begun
        ? undefined
        : {
            result: "ok",
            detail: `${rule} raised an alert after ${waited} s: for this read, or for another that was refused since`,
          };
    },
    () => ({
      result: "failed",
      detail: `${rule} raised no alert within ${ALARM_TIMEOUT_MS / 60_000} minutes`,
      cure: "See the checks above. A vault's first line of audit log can take longer: repeat the drill once.",
    }),
  );
}
