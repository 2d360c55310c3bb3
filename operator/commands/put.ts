import { type Credential, isOperatorProvided, updateCommand } from "../../catalogue/index.ts";
import { EXIT, type ExitStatus, OperatorError } from "../errors.ts";
import { readValues } from "../input.ts";
import { checkLive } from "../live/check-live.ts";
import type { Session } from "../session.ts";
import { keptCredential } from "../stack.ts";
import type { CloudStore } from "../stores/store.ts";
import { requireOwnCluster, type Synced, syncAll, tellSynced } from "../sync.ts";
import { valueId } from "../value-id.ts";
import { storesOf, tagsOf, tellWritten, type Written, writeAll } from "../write.ts";
import { awaitsFirstLogin, refuseMachineMade, startRotation } from "./machine-way.ts";

export interface PutOptions {
  /** Where the value is read instead of being asked for. */
  readonly descriptor?: number;
  /** Whether the provider is asked about the value before it is written. */
  readonly live: boolean;
}

export interface PutResult {
  readonly complete: boolean;
  readonly stores: readonly Written[];
  readonly namespaces: readonly Synced[];
}

/** Puts a credential's value into service on every cloud and in every namespace. Exit 1 where that was half done. */
export async function put(session: Session, id: string, options: PutOptions): Promise<ExitStatus> {
  const credential = keptCredential(id, session.fileSettings, session.stack);
  const result = await provide(session, credential, options);
  session.report({ id, ...result });
  return result.complete ? EXIT.ok : EXIT.failed;
}

/** Reads, checks, writes, tags and syncs; tells what holds where. */
export async function provide(session: Session, credential: Credential, options: PutOptions): Promise<PutResult> {
  refuseMachineMade(credential, session, "put");
  session.requireAnswerForProduction();
  const stores = await storesOf(session, credential);
  // Before anything is asked for: nobody should hold a fresh key in hand and hear then that the sign-in has expired.
  await ready(session, credential, stores);
  await requireOwnCluster(session, credential);
  const values = await readValues(session, credential, options.descriptor);
  if (options.live) await checkLive(session, credential, values);
  await session.confirmProduction(
    `a new value of ${credential.id} on ${stores.map(({ place }) => place).join(" and ")}`,
  );
  session.io.prompts.over();

  // A rotated login has no tags of the commands: AWS knows when it is due.
  const tags = isOperatorProvided(credential) ? tagsOf(credential, session.today) : {};
  const fingerprint = valueId(credential, session.settings.environment, values);
  const written = await writeAll(session, credential, stores, (store) =>
    store.put(credential, { ...values, ...superuserOf(session, credential) }, fingerprint, tags),
  );
  const allWritten = tellWritten(
    session,
    written,
    "in service",
    "the old value stays in service, or the tags are not set",
  );
  const { cluster } = await session.stores;
  const fed = written.find((one) => one.cloud === cluster?.cloud)?.done ?? false;
  const synced = fed ? await syncAll(session, credential) : [];
  const allSynced = fed ? tellSynced(session, credential, synced) : cluster === undefined;
  if (!fed && cluster !== undefined)
    session.say(`- ${cluster.place} was not touched: the store that feeds it was not written.`);
  if (tags.NextRotation !== undefined && allWritten) session.say(`Next rotation: ${tags.NextRotation}`);
  if (allWritten && awaitsFirstLogin(credential, session.fileSettings))
    session.say(`Rotation starts when you ${startRotation(session.stack)}.`);
  const complete = allWritten && allSynced;
  if (!complete) {
    session.note(
      `Half done. Run it again with the same value to complete it: npm run secrets -- put ${credential.id} --stack ${session.stack}`,
    );
  }
  return { complete, stores: written, namespaces: synced };
}

/** What AWS's rotation function reads in the login beside it: which login may change it. */
function superuserOf(session: Session, { source }: Credential): Readonly<Record<string, string>> {
  const arn = session.settings.aws?.database.superuserSecretArn;
  return source === "rotated" && arn !== undefined ? { masterarn: arn } : {};
}

/** @throws OperatorError where a cloud's sign-in, account or secret is not as it must be; nothing was written. */
async function ready(session: Session, credential: Credential, stores: readonly CloudStore[]): Promise<void> {
  session.progress("Looking at the stores …");
  for (const store of stores) {
    await store.identity();
    const { status, note } = await store.inspect(credential);
    const which = note ?? credential.id;
    if (status === "missing")
      throw new OperatorError(
        `${store.place} has no secret for ${which}.`,
        `Create it first: ${updateCommand(session.stack)}.`,
      );
    if (status === "deleted") {
      throw new OperatorError(
        `The secret for ${which} is deleted on ${store.place}, and can still be recovered.`,
        store.cloud === "aws"
          ? "Recover it: aws secretsmanager restore-secret."
          : "Recover it: az keyvault secret recover.",
      );
    }
  }
  session.clearProgress();
}
