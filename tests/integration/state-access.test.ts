import { createServer, type IncomingMessage, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { READ_STATE, WRITE_STATE } from "../../permissions/statements.ts";
import { callAws } from "./rig/aws-api.ts";
import { REGION, Rig } from "./rig/rig.ts";

const endpoint = inject("motoEndpoint");
const BUCKET = "state-access";

/** What the engine has asked of its bucket and its key since the list was last emptied: names of IAM's actions. */
const asked = new Set<string>();

const proxy = createServer((request, response) => {
  asked.add(actionOf(request));
  const onward = send(
    new URL(request.url ?? "", endpoint),
    { method: request.method ?? "GET", headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    },
  );
  request.pipe(onward);
});

/** docs.aws.amazon.com, "Actions, resources, and condition keys for Amazon S3": a copy also reads what it copies. */
function actionOf({ method, url, headers }: IncomingMessage): string {
  const target = String(headers["x-amz-target"] ?? "");
  if (target !== "") return target.replace("TrentService.", "kms:");
  const { pathname, searchParams } = new URL(url ?? "", endpoint);
  const isObject = pathname.startsWith(`/${BUCKET}/.pulumi/`);
  if (searchParams.has("list-type") && pathname.replace(/\/$/, "") === `/${BUCKET}`) return "s3:ListBucket";
  const known: Record<string, string> = {
    GET: "s3:GetObject",
    HEAD: "s3:GetObject",
    PUT: "s3:PutObject",
    DELETE: "s3:DeleteObject",
  };
  return (isObject && known[method ?? ""]) || `${method} ${pathname}`;
}

const actions = (statements: typeof READ_STATE) => statements.flatMap(({ Action }) => Action).sort();

describe.skipIf(endpoint === "")("the rights on the state that docs/permissions.md names", () => {
  let rig: Rig;

  beforeAll(async () => {
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const front = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await fetch(`${endpoint}/${BUCKET}`, {
      method: "PUT",
      headers: {
        host: new URL(endpoint).host,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none`,
      },
    });
    rig = await Rig.create(
      {
        project: path.join(import.meta.dirname, "smoke"),
        stack: "dev",
        configOf: () => "config: {}\n",
        environment: {
          PULUMI_BACKEND_URL: `s3://${BUCKET}?region=us-east-1&endpoint=${front}&s3ForcePathStyle=true`,
          AWS_ENDPOINT_URL_KMS: front,
          AWS_ACCESS_KEY_ID: "test",
          AWS_SECRET_ACCESS_KEY: "test",
        },
      },
      endpoint,
    );
    const { KeyMetadata } = await callAws(
      { ...rig.cloud, account: "123456789012" } as never,
      REGION,
      "kms",
      "CreateKey",
      {},
    );
    const key = (KeyMetadata as { KeyId: string }).KeyId;
    const changed = await rig.engine.pulumi([
      "stack",
      "change-secrets-provider",
      `awskms://${key}?region=${REGION}&awssdk=v2`,
      "--stack",
      "dev",
    ]);
    expect(changed.exitCode, changed.output).toBe(0);
  }, 240_000);
  afterAll(async () => {
    await rig?.[Symbol.asyncDispose]();
    proxy.close();
  });

  it("are enough for every update, and none is more than that", async () => {
    asked.clear();
    for (const run of [await rig.engine.up(), await rig.engine.refresh(), await rig.engine.upWithPreview()]) {
      expect(run.exitCode, run.output).toBe(0);
    }
    expect([...asked].sort()).toEqual(actions([...READ_STATE, ...WRITE_STATE]));
  }, 240_000);

  it("let a preview read, and nothing else", async () => {
    asked.clear();
    const { exitCode, output } = await rig.engine.preview();
    expect(exitCode, output).toBe(0);
    expect([...asked].sort()).toEqual(actions(READ_STATE));
  }, 240_000);

  it("are enough for the copy of the state that the look at drift works on", async () => {
    asked.clear();
    await rig.engine.exportState();
    expect(actions(READ_STATE)).toEqual(expect.arrayContaining([...asked]));
  }, 240_000);
});
