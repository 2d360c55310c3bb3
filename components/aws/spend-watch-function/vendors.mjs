// What each vendor documents of its cost endpoint, and nothing else: how to ask, and how to read one page.

/**
 * A day's costs, as a vendor reports them.
 * @typedef {{ start: number, end: number, usd: number }} Bucket milliseconds since 1970 (UTC), end exclusive; US dollars
 */

/**
 * @typedef {object} Page
 * @property {Bucket[]} buckets
 * @property {unknown} hasMore
 * @property {unknown} nextPage
 */

/**
 * @typedef {object} Vendor
 * @property {string} origin
 * @property {(from: number, to: number) => string} path the first page of a range of whole days (milliseconds, UTC)
 * @property {(key: string) => Record<string, string>} headers
 * @property {(body: any) => Page} read throws WrongAnswer
 */

/** An answer that is not what the vendor documents. Holds no part of the answer: it could repeat a part of the key. */
export class WrongAnswer extends Error {}

/** @type {Readonly<Record<string, Vendor>>} */
export const vendors = {
  // platform.openai.com/docs/api-reference/usage/costs: seconds since 1970; US dollars. Without an end the range goes on
  // to the present; one in the future has been seen to fail (github.com/nesszer/Win-CodexBar issue 191).
  openai: {
    origin: "https://api.openai.com",
    path: (from) =>
      `/v1/organization/costs?${new URLSearchParams({
        start_time: String(from / 1000),
        bucket_width: "1d",
        limit: "33",
      })}`,
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    read: (body) => ({
      buckets: list(body?.data, "data").map((bucket) => ({
        start: whole(bucket?.start_time) * 1000,
        end: whole(bucket?.end_time) * 1000,
        usd: sum(
          list(bucket?.results, "results").map(({ amount }) => inDollars(amount?.currency) && decimal(amount?.value)),
        ),
      })),
      hasMore: body?.has_more,
      nextPage: body?.next_page,
    }),
  },
  // platform.claude.com/docs/en/api/admin/cost_report: RFC 3339; decimal texts in cents. The range must be whole
  // days; 31 buckets is the most that a page holds. Costs of the Priority Tier are not among them.
  anthropic: {
    origin: "https://api.anthropic.com",
    path: (from, to) =>
      `/v1/organizations/cost_report?${new URLSearchParams({
        starting_at: rfc3339(from),
        ending_at: rfc3339(to),
        bucket_width: "1d",
        limit: "31",
      })}`,
    headers: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
    read: (body) => ({
      buckets: list(body?.data, "data").map((bucket) => ({
        start: date(bucket?.starting_at),
        end: date(bucket?.ending_at),
        usd:
          sum(list(bucket?.results, "results").map(({ currency, amount }) => inDollars(currency) && decimal(amount))) /
          100,
      })),
      hasMore: body?.has_more,
      nextPage: body?.next_page,
    }),
  },
};

/** @param {number} time */
function rfc3339(time) {
  return new Date(time).toISOString().replace(".000Z", "Z");
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {any[]}
 */
function list(value, name) {
  if (!Array.isArray(value)) throw new WrongAnswer(`"${name}" is no list`);
  if (value.some((item) => typeof item !== "object" || item === null)) throw new WrongAnswer(`"${name}" has odd items`);
  return value;
}

/** @param {unknown} value */
function whole(value) {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new WrongAnswer("a bucket's time is no number");
  return value;
}

/** @param {unknown} value */
function date(value) {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new WrongAnswer("a bucket's time is no date");
  return time;
}

/**
 * Whether an amount is in the currency that the thresholds are in; any other would be added up wrongly.
 * @param {unknown} currency
 * @returns {true}
 */
function inDollars(currency) {
  if (typeof currency !== "string" || currency.toLowerCase() !== "usd")
    throw new WrongAnswer("an amount is not in USD");
  return true;
}

/**
 * OpenAI documents a number and has been seen to send a text, in scientific notation too:
 * github.com/steipete/CodexBar issue 999, github.com/mozilla/bigquery-etl pull request 9739.
 * @param {unknown} value
 * @returns {number}
 */
function decimal(value) {
  const isDecimal =
    typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value));
  const amount = isDecimal ? Number(value) : Number.NaN;
  if (!Number.isFinite(amount)) throw new WrongAnswer("an amount is no decimal number");
  return amount;
}

/** @param {number[]} amounts */
function sum(amounts) {
  return amounts.reduce((total, amount) => total + amount, 0);
}
