import { generateKeyPairSync } from "node:crypto";
import { type Credential, type Field, findCredential } from "../../catalogue/index.ts";
import type { Values } from "../../operator/stores/store.ts";

/** Made at run time, so that nothing that looks like a key stands in any file. */
const ALPHABETS = {
  hex: "0123456789abcdef",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  lower: "abcdefghijklmnopqrstuvwxyz0123456789",
  digit: "123456789",
  text: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
} as const;

/** A generator of test values: the same seed gives the same values. */
export class Generator {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to, and not including, `below` (mulberry32). */
  number(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  }

  text(length: number, alphabet: keyof typeof ALPHABETS = "text"): string {
    const letters = ALPHABETS[alphabet];
    return Array.from({ length }, () => letters[this.number(letters.length)]).join("");
  }

  /** Right values for every field of an operator's credential. */
  values(credential: Credential): Values {
    return Object.fromEntries(credential.fields.map((field) => [field.name, this.value(credential, field)]));
  }

  value(credential: Credential, field: Field): string {
    const make = this.#makers[`${credential.id}.${field.name}`];
    if (make === undefined) throw new Error(`no generator for ${credential.id}.${field.name}`);
    return make();
  }

  readonly #makers: Readonly<Record<string, () => string>> = {
    "openai.api_key": () => `sk-proj-${this.text(48)}`,
    "anthropic.api_key": () => `sk-ant-api03-${this.text(90)}`,
    "google-oauth.client_id": () => `${this.text(12, "digit")}-${this.text(32, "lower")}.apps.googleusercontent.com`,
    "google-oauth.client_secret": () => `GOCSPX-${this.text(28)}`,
    "sendgrid.api_key": () => ["SG", this.text(22), this.text(43)].join("."),
    "github-app.app_id": () => this.text(6, "digit"),
    "github-app.client_id": () => `Iv23${this.text(16)}`,
    "github-app.client_secret": () => this.text(40, "hex"),
    "github-app.private_key": () => pemKey(),
    "github-app.webhook_secret": () => this.text(32),
    "jira.email": () => `${this.text(8, "lower")}@example.com`,
    "jira.api_token": () => `ATATT3${this.text(100)}`,
    "jira.base_url": () => `https://${this.text(8, "lower")}.atlassian.net`,
    "slack-webhook.webhook_url": () =>
      [
        "https://hooks.slack.com/services",
        `T${this.text(9, "upper")}`,
        `B${this.text(9, "upper")}`,
        this.text(24),
      ].join("/"),
    "slack-webhook.channel": () => "#qualisys-alerts",
  };
}

/** A new RSA key; small, because making one takes long. */
export function pemKey(): string {
  return generateKeyPairSync("rsa", { modulusLength: 1024 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
}

/** A credential that the catalogue has. */
export function credential(id: string): Credential {
  const found = findCredential(id);
  if (found === undefined) throw new Error(`no credential ${id}`);
  return found;
}
