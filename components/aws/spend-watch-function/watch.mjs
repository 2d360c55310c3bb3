import { monthToDate } from "./month-to-date.mjs";

/**
 * @typedef {object} Account
 * @property {string} id the credential that spends, and the vendor's name: "openai"
 * @property {string} secretId where its admin key is kept
 *
 * @typedef {object} World what the function needs of AWS, and the clock
 * @property {(secretId: string) => Promise<string>} readSecret the secret's text
 * @property {(accountId: string, usd: number, at: Date) => Promise<void>} publish
 * @property {(text: string) => void} log
 * @property {Date} now
 * @property {(accountId: string) => import("./month-to-date.mjs").Line} [line]
 */

/**
 * Reads what each account has cost this month, and publishes it. An account that cannot be read publishes nothing, keeps
 * no other from being read, and fails the whole at its end: a missing figure raises an alarm, a wrong one would not.
 *
 * @param {readonly Account[]} accounts
 * @param {World} world
 * @throws {Error} that names each account that could not be read, and why
 */
export async function watch(accounts, world) {
  const problems = [];
  for (const account of accounts) {
    try {
      const key = adminKey(await world.readSecret(account.secretId));
      const usd = await monthToDate(account.id, key, world.now, world.line?.(account.id));
      await world.publish(account.id, usd, world.now);
      world.log(`${account.id}: ${usd.toFixed(2)} USD this month`);
    } catch (error) {
      problems.push(`${account.id}: ${error instanceof Error ? error.message : "unknown error"}`);
    }
  }
  if (problems.length > 0) throw new Error(`No figure was published for ${problems.join("; ")}.`);
}

/** @param {string} text the secret's JSON document */
function adminKey(text) {
  let key;
  try {
    key = JSON.parse(text).api_key;
  } catch {
    throw new Error("its admin key's secret is no JSON document");
  }
  if (typeof key !== "string" || key === "") throw new Error("its admin key's secret has no api_key");
  if (key.startsWith("REPLACE_WITH_")) throw new Error("its admin key has not been provided yet");
  // A header with a line break or a letter beyond Latin-1 would be refused with the key in the message.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Error("its admin key has characters that no key has");
  return key;
}
