import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { bundledNode, ROOT } from "../../launch/node.js";
import { callAws } from "./rig/aws-api.ts";
import { REGION } from "./rig/rig.ts";

const endpoint = inject("motoEndpoint");
const ACCOUNT = "123456789012";
const DAY = 86_400;
// Made at run time: no real-looking key stands in any file.
const key = `made-up-${crypto.randomUUID()}`;

/** Both vendors' endpoints: each day of the month has cost a dollar. */
const vendors = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://vendors");
  const isOpenAi = pathname === "/v1/organization/costs";
  const given = isOpenAi ? request.headers.authorization : request.headers["x-api-key"];
  const seconds = (name: string) => Number(new Date(searchParams.get(name) ?? "")) / 1000;
  const [start, end] = isOpenAi
    ? [Number(searchParams.get("start_time")), Math.ceil(Date.now() / 1000 / DAY) * DAY]
    : [seconds("starting_at"), seconds("ending_at")];
  const days = Array.from({ length: (end - start) / DAY }, (_, day) => start + day * DAY);
  const iso = (time: number) => new Date(time * 1000).toISOString();
  const data = days.map((day) =>
    isOpenAi
      ? { start_time: day, end_time: day + DAY, results: [{ amount: { value: 1, currency: "usd" } }] }
      : { starting_at: iso(day), ending_at: iso(day + DAY), results: [{ amount: "100", currency: "USD" }] },
  );
  const status = given === (isOpenAi ? `Bearer ${key}` : key) ? 200 : 401;
  response.writeHead(status).end(JSON.stringify({ data, has_more: false, next_page: null }));
});

describe.skipIf(endpoint === "")("the spend watch's function, as Lambda runs it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "qualisys-function-"));
  let origin = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => vendors.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(vendors.address() as AddressInfo).port}`;
    // What the program packs, and beside it what the runtime brings: the SDK.
    cpSync(path.join(ROOT, "components/aws/spend-watch-function"), folder, { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
    const redirect = `const real = fetch;
      globalThis.fetch = (url, options) =>
        real(/^https:\\/\\/api\\./.test(String(url)) ? String(url).replace(/^https:\\/\\/[^/]+/, "${origin}") : url, options);`;
    writeFileSync(path.join(folder, "redirect.mjs"), redirect);
    writeFileSync(path.join(folder, "call.mjs"), 'import { handler } from "./index.mjs";\nawait handler({}, {});\n');
    for (const [name, secret] of [
      ["openai", key],
      ["anthropic", key],
      ["revoked", "another"],
    ]) {
      await callAws({ endpoint, account: ACCOUNT } as never, REGION, "secretsmanager", "CreateSecret", {
        Name: `function/spend/${name}-admin`,
        SecretString: JSON.stringify({ api_key: secret }),
        ClientRequestToken: crypto.randomUUID(),
      });
    }
  });
  afterAll(() => {
    vendors.close();
  });

  async function call(accounts: Record<string, string>): Promise<{ status: number | null; said: string }> {
    const child = spawn(bundledNode() ?? process.execPath, ["--import", "./redirect.mjs", "call.mjs"], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        ACCOUNTS: JSON.stringify(accounts),
        NAMESPACE: "function/spend",
        METRIC: "MonthToDateUsd",
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      },
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const [status, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { status, said: `${out}${err}` };
  }

  async function published(account: string): Promise<number[]> {
    const client = new CloudWatchClient({
      region: REGION,
      endpoint,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: "function/spend",
        MetricName: "MonthToDateUsd",
        Dimensions: [{ Name: "Account", Value: account }],
        StartTime: new Date(Date.now() - 3600_000),
        EndTime: new Date(Date.now() + 3600_000),
        Period: 3600,
        Statistics: ["Maximum"],
      }),
    );
    return Datapoints.map(({ Maximum = Number.NaN }) => Maximum);
  }

  it("reads its keys, asks both vendors and publishes what the month has cost", async () => {
    const today = new Date().getUTCDate();
    const { status, said } = await call({
      openai: "function/spend/openai-admin",
      anthropic: "function/spend/anthropic-admin",
    });
    expect(status, said).toBe(0);
    expect(said).toContain(`openai: ${today}.00 USD this month`);
    expect(said).not.toContain(key);
    for (const account of ["openai", "anthropic"]) expect(await published(account)).toEqual([today]);
  });

  it("fails where a key is refused or a secret is not there, names both and shows neither", async () => {
    const { status, said } = await call({
      openai: "function/spend/revoked-admin",
      anthropic: "function/spend/nowhere-admin",
    });
    expect(status).not.toBe(0);
    expect(said).toContain("openai: status 401: the admin key is wrong or has been revoked; anthropic: ");
    expect(said).not.toContain("another");
  });
});
