import { vendors, WrongAnswer } from "./vendors.mjs";

const DAY = 24 * 60 * 60 * 1000;

// A range has 33 buckets at most and a page holds 31, so a second page is rare and a tenth is a mistake.
const MOST_PAGES = 10;

/** A request that may go well when it is repeated. */
class Unavailable extends Error {
  /**
   * @param {string} message
   * @param {number} [afterSeconds]
   */
  constructor(message, afterSeconds) {
    super(message);
    this.afterSeconds = afterSeconds;
  }
}

/**
 * @typedef {object} Line
 * @property {string} [origin] the vendor's address; another one in tests
 * @property {number} [timeoutMs] for one request
 * @property {number} [attempts] for one page
 * @property {(ms: number) => Promise<void>} [wait]
 */

/**
 * What an account has cost since the first of the month (UTC), in US dollars.
 *
 * Either the whole figure or an error: whatever is missing from it would make an alarm too late.
 *
 * @param {string} vendorName a key of `vendors`
 * @param {string} key the admin key
 * @param {Date} now
 * @param {Line} [line]
 * @returns {Promise<number>}
 * @throws {Error} that says what the vendor did, and holds neither the key nor a part of the answer
 */
export async function monthToDate(vendorName, key, now, line = {}) {
  const vendor = vendors[vendorName];
  if (vendor === undefined) throw new Error(`no vendor is called ${vendorName}`);
  const from = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
  const today = Math.floor(now.getTime() / DAY) * DAY;
  // One day of the month before comes along and is not counted: on the first of a month no day of its own has ended, and
  // Anthropic refuses a range without one (github.com/langwatch/langwatch issue 7177).
  const first = new URL(vendor.path(from - DAY, today + DAY), line.origin ?? vendor.origin);
  const buckets = [];
  const seen = new Set();
  for (let url = first; ; ) {
    const page = vendor.read(await ask(url, vendor.headers(key), line));
    buckets.push(...page.buckets.filter(({ start }) => start !== from - DAY));
    if (page.hasMore === false) break;
    if (page.hasMore !== true) throw new WrongAnswer("it does not say whether there is more");
    if (typeof page.nextPage !== "string" || page.nextPage === "")
      throw new WrongAnswer("there is more, and no way to it");
    if (seen.has(page.nextPage) || seen.size >= MOST_PAGES) throw new WrongAnswer("its pages have no end");
    seen.add(page.nextPage);
    url = new URL(first);
    url.searchParams.set("page", page.nextPage);
  }
  refuseHoles(buckets, from, today);
  const usd = buckets.reduce((total, bucket) => total + bucket.usd, 0);
  if (usd < 0) throw new WrongAnswer("the costs are below zero");
  return Math.round(usd * 100) / 100;
}

/**
 * Both vendors answer with one bucket for each day, costs or none. A day twice, or a day missing, is a wrong figure. The
 * newest day may be missing or end with the present: costs are reported with up to a day's delay.
 *
 * @param {import("./vendors.mjs").Bucket[]} buckets
 * @param {number} from
 * @param {number} today
 */
function refuseHoles(buckets, from, today) {
  let reached = from;
  for (const { start, end } of buckets.toSorted((a, b) => a.start - b.start)) {
    if (start !== reached) throw new WrongAnswer(start < reached ? "a day is there twice" : "a day is missing");
    const isWhole = start === today ? end > start && end <= start + DAY : end === start + DAY;
    if (!isWhole) throw new WrongAnswer("a bucket is not one day long");
    if (start > today) throw new WrongAnswer("a day is there that has not begun");
    reached = end;
  }
  if (reached < today - DAY) throw new WrongAnswer("the last days are missing");
}

/**
 * @param {URL} url
 * @param {Record<string, string>} headers
 * @param {Line} line
 */
async function ask(url, headers, { timeoutMs = 15_000, attempts = 3, wait = sleep }) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askOnce(url, headers, timeoutMs);
    } catch (error) {
      if (!(error instanceof Unavailable) || attempt >= attempts) throw error;
      await wait(Math.min(error.afterSeconds ?? 2 ** attempt, 20) * 1000);
    }
  }
}

/**
 * @param {URL} url
 * @param {Record<string, string>} headers
 * @param {number} timeoutMs
 */
async function askOnce(url, headers, timeoutMs) {
  let response;
  let text;
  try {
    // A redirect would carry the key to wherever it points.
    response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    text = await response.text();
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    throw new Unavailable(timedOut ? `no answer within ${timeoutMs} ms` : "the connection failed");
  }
  const { status } = response;
  if (status === 401) throw new Error("status 401: the admin key is wrong or has been revoked");
  if (status === 403) throw new Error("status 403: the key may not read costs; it must be an admin key");
  if (status === 429 || status >= 500) throw new Unavailable(`status ${status}`, retryAfter(response));
  if (status !== 200) throw new WrongAnswer(`status ${status}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongAnswer("the answer is no JSON");
  }
}

/** @param {Response} response */
function retryAfter(response) {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
