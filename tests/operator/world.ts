import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AwsDrillGround, AzureDrillGround } from "../../operator/drill/grounds.ts";
import { InterruptedError } from "../../operator/errors.ts";
import type { Io } from "../../operator/io.ts";
import { run } from "../../operator/run.ts";
import type { Stores } from "../../operator/stores/store.ts";
import { FakeCluster, FakeStore } from "./fakes.ts";

/** What a command printed and how it ended. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stack file with made-up accounts. */
export const stackText = (environment: string) => `config:
  qualisys-secrets:environment: ${environment}
  qualisys-secrets:secretPrefix: ${environment === "production" ? "qualisys" : "qualisys-staging"}
  qualisys-secrets:startedEpics: ${environment === "production" ? "[1, 2, 3]" : "[1, 2, 3, 4, 5]"}
  qualisys-secrets:aws:
    region: eu-central-1
    accountId: "123456789012"
    alarmEmails: [alarms@example.com]
    trail: existing
    deployerRole: arn:aws:iam::123456789012:role/deployer
  qualisys-secrets:azure:
    subscriptionId: 11111111-1111-1111-1111-111111111111
    tenantId: 22222222-2222-2222-2222-222222222222
    location: westeurope
    resourceGroup: secrets
    vaultName: test-vault
    allowedIps: [203.0.113.7]
    operatorsGroupId: 33333333-3333-3333-3333-333333333333
    alarmEmails: [alarms@example.com]
  qualisys-secrets:kubernetes:
    cloud: aws
    oidcIssuer: https://issuer.example.com
    namespaces: [one, two]
`;

/** The commands' world, made up: stores in memory, answers given beforehand, a clock that stands. */
export class World {
  readonly folder = mkdtempSync(path.join(tmpdir(), "operator-"));
  readonly files = new Map<string, string>();
  readonly aws: FakeStore;
  readonly azure: FakeStore;
  readonly cluster: FakeCluster;
  /** What commands open; tests of real stores put theirs in place. */
  stores: () => Promise<Stores>;
  /** Everything that any command of this world printed. */
  everything = "";
  clock = new Date("2026-08-01T10:00:00.000Z");
  /** Ctrl-C, while a command runs. */
  interrupt: () => void = () => {};
  fetch: typeof fetch = () => Promise.reject(new TypeError("fetch failed"));

  /** An account whose alarms work. */
  awsDrill: AwsDrillGround = {
    subscriptions: async () => [{ endpoint: "alarms@example.com", confirmed: true }],
    rule: async () => ({ state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", tellsTopic: true }),
    trailSeesReads: async () => true,
    read: async () => "denied",
    alarm: async (name) => ({ state: name.endsWith("-denied") ? "ALARM" : "OK", since: this.clock, enabled: true }),
    deliveries: async () => ({ made: 1, failed: 0 }),
  };
  /** A vault whose alarms work. */
  azureDrill: AzureDrillGround = {
    auditLog: async () => ({ audited: true }),
    people: async () => ({ enabled: true, mails: [{ address: "alarms@example.com", enabled: true }] }),
    rule: async () => ({ enabled: true, tellsPeople: true }),
    read: async () => "denied",
    lastAlert: async () => this.clock,
  };

  constructor() {
    const now = () => this.clock;
    this.aws = new FakeStore("aws", now);
    this.azure = new FakeStore("azure", now);
    this.cluster = new FakeCluster(this.aws, ["one", "two"]);
    this.stores = async () => ({ clouds: [this.aws, this.azure], cluster: this.cluster });
    for (const environment of ["staging", "production"]) {
      writeFileSync(path.join(this.folder, `Pulumi.${environment}.yaml`), stackText(environment));
    }
  }

  /**
   * Runs a command.
   * @param input what is typed at prompts, in order (a terminal), or one text on standard input.
   */
  async run(
    argv: readonly string[],
    input: { typed?: readonly (string | boolean)[]; piped?: string } = {},
  ): Promise<Outcome> {
    let stdout = "";
    let stderr = "";
    const typed = [...(input.typed ?? [])];
    const next = () => {
      const answer = typed.shift();
      if (answer === undefined) throw new InterruptedError("Interrupted; nothing was changed.");
      return answer;
    };
    const io: Io = {
      stdout: { write: (text) => (stdout += text), isTerminal: false },
      stderr: { write: (text) => (stderr += text), isTerminal: false },
      colours: false,
      folder: this.folder,
      interactive: input.typed !== undefined,
      prompts: {
        hidden: async (message, check) => {
          for (;;) {
            stderr += `${message}\n`;
            const answer = String(next());
            const problem = check(answer);
            if (problem === undefined) return answer;
            stderr += `${problem}\n`;
          }
        },
        confirm: async (message) => {
          stderr += `${message}\n`;
          return next() === true;
        },
        over: () => {},
      },
      readDescriptor: async () => input.piped ?? "",
      readFile: async (file) => {
        const content = this.files.get(file);
        if (content === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
        return content;
      },
      writeFile: async (file, content) => {
        this.files.set(file, content);
      },
      onInterrupt: (listener) => {
        this.interrupt = listener;
        return () => {
          this.interrupt = () => {};
        };
      },
      now: () => this.clock,
      wait: async (milliseconds) => {
        this.clock = new Date(this.clock.getTime() + milliseconds);
      },
      fetch: (...request) => this.fetch(...request),
      open: () => this.stores(),
      drillGrounds: async () => ({ aws: this.awsDrill, azure: this.azureDrill }),
    };
    const { exitStatus } = await run(argv, io);
    this.everything += stdout + stderr;
    this.clock = new Date(this.clock.getTime() + 1000);
    return { status: exitStatus, stdout, stderr };
  }
}
