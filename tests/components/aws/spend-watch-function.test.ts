import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allCredentials, spendAccounts } from "../../../catalogue/index.ts";
import { monthToDate } from "../../../components/aws/spend-watch-function/month-to-date.mjs";
import { vendors } from "../../../components/aws/spend-watch-function/vendors.mjs";
import { watch } from "../../../components/aws/spend-watch-function/watch.mjs";

const DAY = 86_400_000;
const now = new Date("2026-11-05T13:00:00Z");
const first = Date.UTC(2026, 10, 1);
// Made at run time: no real-looking key stands in any file.
const key = ["test", "key"].join("-") + "a1".repeat(20);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const VENDORS = ["openai", "anthropic"] as const;
type Vendor = (typeof VENDORS)[number];

let answers: Answer[] = [];
let requests: IncomingMessage[] = [];
let origin = "";
const server = createServer((request, response) => {
  requests.push(request);
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  answer?.(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = [];
});

const iso = (time: number) => new Date(time).toISOString().replace(".000", "");

/** One day in the vendor's own words; `amounts` in US dollars. */
function bucket(vendor: Vendor, day: number, amounts: readonly (number | string)[], currency = "usd"): object {
  const start = first + day * DAY;
  if (vendor === "openai") {
    return {
      object: "bucket",
      start_time: start / 1000,
      end_time: (start + DAY) / 1000,
      results: amounts.map((value) => ({
        object: "organization.costs.result",
        amount: { value, currency },
        line_item: null,
        project_id: null,
      })),
    };
  }
  return {
    starting_at: iso(start),
    ending_at: iso(start + DAY),
    results: amounts.map((value) => ({
      currency: currency.toUpperCase(),
      amount: typeof value === "number" ? String(value * 100) : value,
      workspace_id: null,
      description: null,
    })),
  };
}

/** The same, ended at noon. */
function cutShort(day: object | undefined): object {
  const { end_time, ending_at, ...rest } = day as { end_time?: number; ending_at?: string };
  if (end_time !== undefined) return { ...rest, end_time: end_time - DAY / 2000 };
  return { ...rest, ending_at: iso(Date.parse(ending_at ?? "") - DAY / 2) };
}

function page(data: readonly object[], next?: string | null, hasMore: unknown = next !== undefined): object {
  return { object: "page", data, has_more: hasMore, next_page: next ?? null };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

// Only an answer that never comes may end by the clock: a busy machine answers late.
function read(vendor: Vendor, at = now, waits: number[] = [], timeoutMs = 10_000): Promise<number> {
  const wait = async (ms: number) => void waits.push(ms);
  return monthToDate(vendor, key, at, { origin, timeoutMs, wait });
}

const days = (vendor: Vendor, amounts: readonly (number | string)[][]) =>
  amounts.map((a, day) => bucket(vendor, day, a));
const whole = (vendor: Vendor) => days(vendor, [[1], [2.25, 0.5], [], [10], [0.01]]);

describe.each(VENDORS)("%s", (vendor) => {
  test("the month's figure is the sum of its days", async () => {
    answers = [json(page(whole(vendor)))];
    expect(await read(vendor)).toBe(13.76);
  });

  test("is asked for whole days from the day before the first, with the admin key in its header", async () => {
    answers = [json(page(whole(vendor)))];
    await read(vendor);
    const [request] = requests;
    const url = new URL(request?.url ?? "", origin);
    const query = Object.fromEntries(url.searchParams);
    if (vendor === "openai") {
      expect(url.pathname).toBe("/v1/organization/costs");
      expect(query).toEqual({ start_time: "1793404800", bucket_width: "1d", limit: "33" });
      expect(request?.headers.authorization).toBe(`Bearer ${key}`);
    } else {
      expect(url.pathname).toBe("/v1/organizations/cost_report");
      expect(query).toEqual({
        starting_at: "2026-10-31T00:00:00Z",
        ending_at: "2026-11-06T00:00:00Z",
        bucket_width: "1d",
        limit: "31",
      });
      expect(request?.headers).toMatchObject({ "x-api-key": key, "anthropic-version": "2023-06-01" });
    }
    expect(request?.url).not.toContain(key);
  });

  test("leaves out the day that comes along from the month before", async () => {
    answers = [json(page([bucket(vendor, -1, [99]), ...whole(vendor)]))];
    expect(await read(vendor)).toBe(13.76);
    answers = [json(page([bucket(vendor, -1, [99])]))];
    expect(await read(vendor, new Date("2026-11-01T00:30:00Z"))).toBe(0);
  });

  test("counts today, also where its bucket ends with the present", async () => {
    answers = [json(page([...whole(vendor).slice(0, 4), cutShort(bucket(vendor, 4, [0.01]))]))];
    expect(await read(vendor)).toBe(13.76);
  });

  test("is read page after page", async () => {
    const [a, b, ...rest] = whole(vendor);
    answers = [
      json(page([a, b] as object[], "page_2")),
      json(page(rest.slice(0, 1), "page_3")),
      json(page(rest.slice(1))),
    ];
    expect(await read(vendor)).toBe(13.76);
    expect(requests.map(({ url }) => new URL(url ?? "", origin).searchParams.get("page"))).toEqual([
      null,
      "page_2",
      "page_3",
    ]);
  });

  test.each([
    ["the newest day is not reported yet", "2026-11-05T13:00:00Z", 4],
    ["the first of the month has no costs yet", "2026-11-01T00:30:00Z", 0],
    ["on the second, the first is not reported yet", "2026-11-02T00:30:00Z", 0],
  ])("%s: that is a whole figure", async (_, at, reported) => {
    answers = [json(page(whole(vendor).slice(0, reported)))];
    expect(await read(vendor, new Date(at))).toBe(reported === 0 ? 0 : 13.75);
  });

  test("a refused connection, a slow answer, 429 and 5xx are asked again", async () => {
    const waits: number[] = [];
    answers = [json("busy", 429, { "retry-after": "7" }), json("no", 503), json(page(whole(vendor)))];
    expect(await read(vendor, now, waits)).toBe(13.76);
    expect(waits).toEqual([7000, 4000]);
    answers = [() => {}, (request) => request.socket.destroy(), json(page(whole(vendor)))];
    expect(await read(vendor, now, [], 1500)).toBe(13.76);
  });

  const cut = (text: string) => text.slice(0, text.length / 2);
  const w = whole(vendor);
  test.each<[string, Answer | Answer[], string]>([
    ["401", json({ error: { message: `Incorrect API key provided: ${key}` } }, 401), "status 401"],
    ["403", json({ error: { message: "Forbidden" } }, 403), "status 403"],
    ["400", json({ error: { message: "Invalid date range" } }, 400), "status 400"],
    ["429 for good", json("", 429), "status 429"],
    ["500 for good", json("", 500), "status 500"],
    ["no answer", () => {}, "no answer within 100 ms"],
    ["a closed connection", (request) => request.socket.destroy(), "the connection failed"],
    ["a redirect", (_, response) => response.writeHead(302, { location: "/elsewhere" }).end(), "the connection failed"],
    ["half an answer", json(cut(JSON.stringify(page(w)))), "no JSON"],
    ["a page of HTML", json("<html>maintenance</html>"), "no JSON"],
    ["null", json("null"), '"data" is no list'],
    ["an error with status 200", json({ error: { type: "overloaded_error" } }), '"data" is no list'],
    ["no list of results", json(page([{ ...w[0], results: undefined }])), '"results" is no list'],
    ["odd results", json(page([{ ...w[0], results: [null] }])), "odd items"],
    ["odd buckets", json(page(["day" as never])), "odd items"],
    ["a bucket without times", json(page([{ results: [] }])), "a bucket's time"],
    ["no word on whether there is more", json({ data: w }), "does not say whether there is more"],
    ["more, and no way to it", json(page(w, null, true)), "no way to it"],
    ["pages without an end", json(page([], "again")), "no end"],
    ["the second page failing", [json(page(w.slice(0, 2), "p2")), json("", 403)], "status 403"],
    [
      "the second page missing its days",
      [json(page(w.slice(0, 2), "p2")), json(page([]))],
      "the last days are missing",
    ],
    ["the same page twice", [json(page(w.slice(0, 3), "p2")), json(page(w.slice(0, 3)))], "twice"],
    ["a missing first day", json(page(w.slice(1))), "a day is missing"],
    ["a missing day between", json(page(w.filter((_, day) => day !== 2))), "a day is missing"],
    ["missing last days", json(page(w.slice(0, 2))), "the last days are missing"],
    ["nothing on the fifth day", json(page([])), "the last days are missing"],
    ["last month's days", json(page([bucket(vendor, -2, [99]), ...w])), "twice"],
    ["half a day", json(page([cutShort(w[0]), ...w.slice(1)])), "not one day long"],
    ["tomorrow", json(page([...w, bucket(vendor, 5, [1])])), "not begun"],
    ["another currency", json(page([bucket(vendor, 0, [1], "eur"), ...w.slice(1)])), "not in USD"],
    ["no currency", json(page([bucket(vendor, 0, [1], ""), ...w.slice(1)])), "not in USD"],
    ...["", "1,50", "NaN", "0x10", " 1", "1 USD", "Infinity", "1e999"].map(
      (amount) =>
        [`an amount of "${amount}"`, json(page([bucket(vendor, 0, [amount]), ...w.slice(1)])), "no decimal number"] as [
          string,
          Answer,
          string,
        ],
    ),
    ["costs below zero", json(page([bucket(vendor, 0, [-500]), ...w.slice(1)])), "below zero"],
  ])("%s gives no figure", async (_, answer, words) => {
    answers = [answer].flat();
    const error = await read(vendor, now, [], words.startsWith("no answer") ? 100 : 10_000).then(
      (usd) => expect.fail(`published ${usd}`),
      (thrown: Error) => thrown,
    );
    expect(error.message).toContain(words);
    expect(error.message).not.toContain(key);
  });
});

test("OpenAI's amounts may be texts, in scientific notation too; Anthropic's are cents", async () => {
  answers = [json(page(days("openai", [["12.50"], ["5e-1"], [], [], ["1E+1"]])))];
  expect(await read("openai")).toBe(23);
  answers = [json(page(days("anthropic", [["12345.678"], ["0"], [], [], []])))];
  expect(await read("anthropic")).toBe(123.46);
});

test("a vendor is known for every account that the catalogue can watch, and asked over https", () => {
  expect(Object.keys(vendors).sort()).toEqual(
    spendAccounts(allCredentials)
      .map(({ id }) => id)
      .sort(),
  );
  for (const vendor of Object.values(vendors)) expect(vendor.origin).toMatch(/^https:\/\/api\./);
});

describe("the function", () => {
  const accounts = VENDORS.map((id) => ({ id, secretId: `qualisys/spend/${id}-admin` }));
  type Secrets = Record<string, string | Error>;

  async function run(secrets: Secrets) {
    const published: [string, number][] = [];
    const logged: string[] = [];
    const failure = await watch(accounts, {
      readSecret: async (id) => {
        const secret = secrets[id];
        if (typeof secret !== "string") throw secret ?? new Error("ResourceNotFoundException");
        return secret;
      },
      publish: async (id, usd) => void published.push([id, usd]),
      log: (text) => void logged.push(text),
      now,
      line: () => ({ origin, attempts: 1 }),
    }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    return { published, failure, told: `${logged.join("\n")}\n${failure}` };
  }

  const provided = JSON.stringify({ api_key: key });
  const both = (secret: string): Secrets => Object.fromEntries(accounts.map(({ secretId }) => [secretId, secret]));

  test("publishes each account's figure, and tells no key", async () => {
    answers = [json(page(whole("openai"))), json(page(whole("anthropic")))];
    const { published, failure, told } = await run(both(provided));
    expect(published).toEqual([
      ["openai", 13.76],
      ["anthropic", 13.76],
    ]);
    expect(failure).toBeUndefined();
    expect(told).not.toContain(key);
  });

  test("reads one account where the other cannot be read, and fails", async () => {
    answers = [json("", 401), json(page(whole("anthropic")))];
    const { published, failure } = await run(both(provided));
    expect(published).toEqual([["anthropic", 13.76]]);
    expect(failure).toBe("No figure was published for openai: status 401: the admin key is wrong or has been revoked.");
  });

  test.each<[string, string | Error, string]>([
    ["a placeholder", '{"api_key":"REPLACE_WITH_OPENAI_ADMIN_API_KEY"}', "has not been provided yet"],
    ["no JSON", key, "no JSON document"],
    ["no key", "{}", "no api_key"],
    ["a key with a line break", JSON.stringify({ api_key: `${key}\n` }), "characters that no key has"],
    ["no permission", new Error("AccessDeniedException"), "AccessDeniedException"],
  ])("asks nobody with %s", async (_, secret, words) => {
    const { published, told } = await run({ ...both(provided), "qualisys/spend/openai-admin": secret });
    expect(told).toContain(words);
    expect(told).not.toContain(key);
    expect(published.map(([id]) => id)).not.toContain("openai");
    expect(requests.filter(({ url }) => url?.includes("/organization/"))).toEqual([]);
  });
});
