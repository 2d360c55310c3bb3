import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { parse, stringify } from "yaml";
import { findProgram } from "../../../toolchain/processes.ts";
import { stackText } from "../../operator/world.ts";
import { startCommand } from "./start-command.ts";

// A profile whose role asks for a second factor, against moto's STS. Moto takes any code; what stands before it refuses
// every code but one as AWS does.
// @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html

const endpoint = inject("motoEndpoint");
const ROOT = path.join(import.meta.dirname, "..", "..", "..");
const CODE = "271828";
const DEVICE = "arn:aws:iam::123456789012:mfa/operator";
const folder = mkdtempSync(path.join(tmpdir(), "second-factor-"));
/** What STS was asked for. */
const asked: URLSearchParams[] = [];

const front = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  if (form.has("Action")) asked.push(form);
  if (form.get("Action") === "AssumeRole" && form.get("TokenCode") !== CODE) {
    response.writeHead(403, { "content-type": "text/xml" });
    const message = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
    return;
  }
  const { hostname, port } = new URL(endpoint);
  const { url: at, method, headers } = request;
  const inner = ask({ hostname, port, path: at, method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  inner.end(body);
});

const assumed = () => asked.filter((form) => form.get("Action") === "AssumeRole");

describe.skipIf(endpoint === "" || findProgram("python3") === undefined)("a profile with a second factor", () => {
  let environment: Record<string, string>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    mkdirSync(path.join(folder, ".aws"));
    const profile = [
      "[profile base]",
      "aws_access_key_id = test",
      "aws_secret_access_key = test",
      "[profile operators]",
      "role_arn = arn:aws:iam::123456789012:role/qualisys-operators",
      "source_profile = base",
      `mfa_serial = ${DEVICE}`,
      "[profile broken]",
      "credential_process = /nonexistent/program hunter2",
      "",
    ];
    writeFileSync(path.join(folder, ".aws", "config"), profile.join("\n"));
    const { config } = parse(stackText("staging")) as { config: Record<string, object> };
    const { "qualisys-secrets:azure": _, "qualisys-secrets:kubernetes": __, ...rest } = config;
    writeFileSync(path.join(folder, "Pulumi.staging.yaml"), stringify({ config: rest }));
    environment = {
      HOME: folder,
      AWS_PROFILE: "operators",
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  });
  afterAll(() => {
    front.close();
    front.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    asked.length = 0;
  });

  async function atTerminal(argv: readonly string[], code: string) {
    const child = spawn("python3", [path.join(import.meta.dirname, "pseudo-terminal.py")], {
      env: { PATH: process.env.PATH ?? "", TERM: "xterm", STACK_FOLDER: folder, ...environment },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const script = path.join(ROOT, "launch", "run.js");
    const command = [process.execPath, script, "tests/integration/operator/command.ts", ...argv];
    child.stdin.end(JSON.stringify({ folder, command, steps: [{ wait: "AWS: code of", type: `${code}\r` }] }));
    let text = "";
    for await (const chunk of child.stdout) text += chunk;
    return JSON.parse(text) as { screen: string; status: number; echo: boolean; line: boolean };
  }

  test("asks for the code once, hidden, and then goes on", async () => {
    const shown = await atTerminal(["list"], CODE);
    expect(shown.screen).toContain(`AWS: code of ${DEVICE}`);
    expect(shown.screen).not.toContain(CODE);
    expect(shown.screen).toContain("openai");
    expect(shown.screen).not.toContain("signed in");
    expect(assumed().map((form) => [form.get("SerialNumber"), form.get("TokenCode")])).toEqual([[DEVICE, CODE]]);
    expect(shown).toMatchObject({ echo: true, line: true, status: 0 });
  });

  test("a code that AWS does not take is told", async () => {
    const shown = await atTerminal(["doctor"], "314159");
    expect(shown.screen).toContain("AWS does not accept the code of the second factor.");
    expect(shown.screen).not.toContain("314159");
    expect(shown.status).toBe(1);
  });

  test("without a terminal the way to sign in first is told, and nothing is asked", async () => {
    const { stdout, status } = await startCommand(folder, ["doctor"], environment);
    expect(stdout).toContain("The AWS profile operators asks for the code of a second factor");
    expect(stdout).toContain('eval "$(aws configure export-credentials --profile operators --format env)"');
    expect(assumed()).toEqual([]);
    expect(status).toBe(1);
  });

  test.each([
    ["a profile whose credential_process fails", "broken"],
    ["a profile that does not exist", "absent"],
  ])("%s is named", async (_, AWS_PROFILE) => {
    const { stdout, stderr } = await startCommand(folder, ["doctor"], { ...environment, AWS_PROFILE });
    expect(stdout).toContain(`The AWS profile ${AWS_PROFILE} does not exist, or gives no keys.`);
    expect(stdout + stderr).not.toContain("hunter2");
  });
});
