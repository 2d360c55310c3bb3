import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { awsSecretName } from "../../../catalogue/index.ts";
import { findProgram } from "../../../toolchain/processes.ts";
import { AwsServer } from "../../operator/aws-server.ts";
import { credential, Generator } from "../../operator/values.ts";
import { stackText } from "../../operator/world.ts";

// The commands under npm, at a pseudo-terminal, while AWS takes its time.

const root = path.join(import.meta.dirname, "..", "..", "..");
const generator = new Generator(23);
const folder = mkdtempSync(path.join(tmpdir(), "terminal-"));
const name = awsSecretName("qualisys-staging", credential("openai"));
const LOOKING = "Looking at the stores";
const QUESTION = "API key";
const THROWN = "thrown away";
const key = () => String(generator.values(credential("openai")).api_key);
let aws: AwsServer;

interface Step {
  readonly wait: string;
  readonly type?: string;
  readonly signal?: string;
  /** Of which process of the job: part of its command line. */
  readonly of?: string;
}

interface Shown {
  readonly screen: string;
  readonly status: number | null;
  /** Whether the terminal shows what is typed afterwards, and gives it out line by line. */
  readonly echo: boolean;
  readonly line: boolean;
  /** Steps that did not come to pass. */
  readonly left: number;
}

describe.skipIf(process.platform === "win32" || findProgram("python3") === undefined)("at a terminal", () => {
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    aws = new AwsServer();
    await aws.start();
    aws.create(name, { Status: "PendingProvision" });
    aws.refuse = async () => {
      await setTimeout(700);
      return undefined;
    };
    const { config } = parse(stackText("staging")) as { config: Record<string, unknown> };
    const { "qualisys-secrets:kubernetes": _, "qualisys-secrets:azure": __, ...rest } = config;
    writeFileSync(path.join(folder, "Pulumi.staging.yaml"), stringify({ config: rest }));
    const script = `node ${path.join(root, "launch", "run.js")} tests/integration/operator/command.ts`;
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ scripts: { secrets: script } }));
  });
  afterEach(() => aws.stop());

  const run = async (argv: readonly string[], steps: readonly Step[]): Promise<Shown> => {
    const child = spawn("python3", [path.join(import.meta.dirname, "pseudo-terminal.py")], {
      env: {
        PATH: process.env.PATH ?? "",
        HOME: folder,
        TERM: "xterm",
        STACK_FOLDER: folder,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_REGION: "eu-central-1",
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const command = ["npm", "run", "--silent", "secrets", "--", ...argv];
    child.stdin.end(JSON.stringify({ folder, command, steps }));
    let text = "";
    for await (const chunk of child.stdout) text += chunk;
    return JSON.parse(text) as Shown;
  };
  const stored = () => aws.secrets.get(name)?.versions.map(({ text }) => text) ?? [];
  const isGivenBack = (shown: Shown) => expect(shown, shown.screen).toMatchObject({ echo: true, line: true, left: 0 });
  const pieces = (value: string) => value.slice("sk-proj-".length).match(/.{8}/g) ?? [];
  const shows = (shown: Shown, value: string) => pieces(value).filter((piece) => shown.screen.includes(piece)).length;

  test.each(["put", "rotate"])("%s shows no key that is pasted too early, and does not take it", async (command) => {
    const [early, late] = [key(), key()];
    const shown = await run(
      [command, "openai"],
      [
        { wait: LOOKING, type: `${early}\r` },
        { wait: QUESTION, type: `${late}\r` },
      ],
    );
    isGivenBack(shown);
    expect(shows(shown, early) + shows(shown, late), shown.screen).toBe(0);
    expect(shown.screen).toContain(THROWN);
    expect(stored().map((text) => JSON.parse(text))).toEqual([{ api_key: late }]);
    expect(shown.status).toBe(0);
  });

  test("revoke --live asks for the old key in the same way", async () => {
    const [early, late] = [key(), key()];
    aws.put(name, "11111111-1111-1111-1111-111111111111", JSON.stringify({ api_key: key() }));
    const shown = await run(
      ["revoke", "openai", "--live"],
      [
        { wait: "Give the OLD value", type: `${early}\r` },
        { wait: QUESTION, type: `${late}\r` },
      ],
    );
    isGivenBack(shown);
    expect(shows(shown, early) + shows(shown, late), shown.screen).toBe(0);
    expect(shown.screen).toContain("no value of openai that a store still knows");
  });

  test("what is pasted behind an answer answers nothing", async () => {
    const behind = key();
    const shown = await run(
      ["put", "openai"],
      [
        { wait: QUESTION, type: `too short\r${behind}\r` },
        { wait: "has white space inside it", type: "\u0003" },
      ],
    );
    isGivenBack(shown);
    expect(shows(shown, behind), shown.screen).toBe(0);
    expect(shown.screen).toContain(THROWN);
    expect(stored()).toEqual([]);
  });

  const interrupted: readonly [string, string, Omit<Step, "wait">][] = [
    ["Ctrl-C while the stores are asked", LOOKING, { type: "\u0003" }],
    ["Ctrl-C at the question", QUESTION, { type: "\u0003" }],
    ["SIGTERM while the stores are asked", LOOKING, { signal: "SIGTERM", of: "command.ts" }],
    ["SIGTERM at the question", QUESTION, { signal: "SIGTERM", of: "command.ts" }],
    ["SIGHUP at the question", QUESTION, { signal: "SIGHUP", of: "command.ts" }],
    ["SIGINT from elsewhere", QUESTION, { signal: "SIGINT", of: "command.ts" }],
    ["Ctrl-\\ at the question", QUESTION, { type: "\u001c" }],
  ];
  test.each(interrupted)("%s leaves the terminal as it was", async (_, wait, step) => {
    const early = key();
    const shown = await run(["put", "openai"], [{ wait, ...step }]);
    isGivenBack(shown);
    expect(shows(shown, early)).toBe(0);
    expect(stored()).toEqual([]);
    expect(shown.status).not.toBe(0);
  });

  test("a refusal leaves the terminal as it was", async () => {
    aws.secrets.clear();
    const shown = await run(["put", "openai"], []);
    isGivenBack(shown);
    expect(shown.status).toBe(1);
  });

  test("a descriptor that is a terminal is refused", async () => {
    const shown = await run(["put", "openai", "--fd", "0"], []);
    isGivenBack(shown);
    expect(shown.screen).toContain("is a terminal, which shows what is typed");
    expect(shown.status).toBe(2);
  });
});
