import { spawn } from "node:child_process";
import type { RequestOptions } from "node:https";
import path from "node:path";
import type { KubeConfig, User } from "@kubernetes/client-node";
import { OperatorError } from "../errors.ts";
import { type Entry, isEntry, text } from "./kubeconfig-files.ts";

/** A person may have to sign in at a browser meanwhile; kubectl waits without end. */
const PATIENCE_MS = 120_000;
const MAX_OUTPUT = 1024 * 1024;
const GROUP = "client.authentication.k8s.io/";

type Authenticator = Parameters<KubeConfig["addAuthenticator"]>[0];

interface SignedIn {
  readonly token?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Milliseconds since 1970. */
  readonly until: number;
}

let running = 0;

/** Whether a sign-in program is at work: the cluster has not been asked yet. */
export function isSigningIn(): boolean {
  return running > 0;
}

/**
 * Signs in by the program that a kubeconfig names (`exec`). The client library's own way has no end of waiting, hides
 * what the program says on standard error (an address and a code to type there, for example), and loses its errors' cause.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export class SignInProgram implements Authenticator {
  /** The name of the auth provider that stands for `exec` in the client's configuration. */
  static readonly PROVIDER = "sign-in-program";
  readonly #signedIn = new Map<string, Promise<SignedIn>>();
  readonly #patienceMs: number;

  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  isAuthProvider(user: User): boolean {
    return user.authProvider?.name === SignInProgram.PROVIDER;
  }

  async applyAuthentication(user: User, options: RequestOptions): Promise<void> {
    const { token, cert, key } = await this.#signIn(user);
    if (cert !== undefined) Object.assign(options, { cert, key });
    if (token !== undefined) options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
  }

  async #signIn(user: User): Promise<SignedIn> {
    for (;;) {
      const known = this.#signedIn.get(user.name);
      if (known === undefined) break;
      const signedIn = await known.catch(() => undefined);
      if (signedIn === undefined) return known;
      if (signedIn.until > Date.now()) return signedIn;
      // Of several requests that meet an expired token, one runs the program again.
      if (this.#signedIn.get(user.name) === known) break;
    }
    const { program, cluster } = user.authProvider.config as { program: Entry; cluster?: Entry };
    const made = run(program, cluster, this.#patienceMs);
    this.#signedIn.set(user.name, made);
    return made;
  }
}

async function run(program: Entry, cluster: Entry | undefined, patienceMs: number): Promise<SignedIn> {
  const name = `The sign-in program ${path.basename(text(program.command) ?? "(unnamed)")} of your kubeconfig`;
  const version = text(program.apiVersion) ?? "";
  if (!version.startsWith(GROUP) || text(program.command) === undefined) {
    throw new OperatorError(`${name} has no command, or no apiVersion of ${GROUP}.`, "Fetch your kubeconfig again.");
  }
  if (program.interactiveMode === "Always") {
    throw new OperatorError(
      `${name} must be able to ask you something (interactiveMode: Always), and these commands use the terminal themselves.`,
      "Sign in another way: with a token, or with a program that keeps its sign-in.",
    );
  }
  running++;
  try {
    return credentialOf(await outputOf(program, environmentOf(program, version, cluster), { name, patienceMs }), {
      name,
      version,
    });
  } finally {
    running--;
  }
}

function environmentOf(program: Entry, apiVersion: string, cluster: Entry | undefined): NodeJS.ProcessEnv {
  const own = (Array.isArray(program.env) ? program.env : []).flatMap((item: unknown) =>
    isEntry(item) && text(item.name) !== undefined ? [[String(item.name), String(item.value ?? "")] as const] : [],
  );
  const told = program.provideClusterInfo === true && cluster !== undefined ? { cluster } : {};
  const info = { kind: "ExecCredential", apiVersion, spec: { interactive: false, ...told } };
  return { ...process.env, ...Object.fromEntries(own), KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}

function outputOf(
  program: Entry,
  env: NodeJS.ProcessEnv,
  { name, patienceMs }: { readonly name: string; readonly patienceMs: number },
): Promise<string> {
  const words = (Array.isArray(program.args) ? program.args : []).map(String);
  return new Promise((resolve, reject) => {
    // What it says to the person goes to the screen; what it prints holds a token.
    const child = spawn(String(program.command), words, { env, stdio: ["ignore", "pipe", "inherit"] });
    const fail = (what: string, fix: string) => {
      clearTimeout(timer);
      process.off("exit", kill);
      reject(new OperatorError(`${name} ${what}.`, fix));
    };
    const kill = () => {
      child.kill("SIGKILL");
      // What it started itself may hold the other end open, and the command would not end either.
      child.stdout.destroy();
    };
    const timer = setTimeout(() => {
      kill();
      fail(`did not end within ${Math.ceil(patienceMs / 1000)} s`, "Run it yourself, and see what it waits for.");
    }, patienceMs);
    process.once("exit", kill);
    let output = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (part: string) => {
      output += part;
      if (output.length <= MAX_OUTPUT) return;
      kill();
      fail("printed more than 1 MiB", "Run it yourself, and see what it prints.");
    });
    child.on("error", ({ code }: NodeJS.ErrnoException) => {
      const hint = text(program.installHint)?.trim().slice(0, 500);
      if (code === "ENOENT") fail("is not installed, or not on your PATH", hint ?? "Install it.");
      else fail(`cannot be started (${code ?? "unknown reason"})`, "Look whether you may run it.");
    });
    child.on("close", (status, signal) => {
      if (status !== 0)
        return fail(`failed (${signal ?? status})`, "What it said is above. Run it yourself to see more.");
      clearTimeout(timer);
      process.off("exit", kill);
      resolve(output);
    });
  });
}

/** @throws OperatorError that repeats nothing of the output: it may hold a token all the same. */
function credentialOf(
  output: string,
  { name, version }: { readonly name: string; readonly version: string },
): SignedIn {
  const wrong = (what: string) => new OperatorError(`${name} ${what}.`, "Run it yourself, and see what it prints.");
  let document: unknown;
  try {
    document = JSON.parse(output);
  } catch {
    throw wrong("prints no ExecCredential in JSON");
  }
  if (!isEntry(document) || document.kind !== "ExecCredential" || !isEntry(document.status)) {
    throw wrong("prints no ExecCredential with a status");
  }
  if (document.apiVersion !== version) throw wrong(`prints another version than the kubeconfig says (${version})`);
  const { status } = document;
  const [token, cert, key] = [status.token, status.clientCertificateData, status.clientKeyData].map(text);
  if ((cert === undefined) !== (key === undefined)) throw wrong("prints a certificate without its key, or the reverse");
  if (token === undefined && cert === undefined) throw wrong("prints neither a token nor a certificate");
  const until = Date.parse(text(status.expirationTimestamp) ?? "");
  return { token, cert, key, until: Number.isNaN(until) ? Number.POSITIVE_INFINITY : until };
}
