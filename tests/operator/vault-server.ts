import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

interface Version {
  readonly id: string;
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly created: number;
  readonly contentType?: string;
  /** Seconds since 1970. */
  readonly expires?: number;
}

/** How a request is refused: HTTP status (0: never answered), inner error code, message, and for how many seconds to wait. */
interface Refusal {
  readonly status: number;
  readonly innererror?: string;
  readonly message?: string;
  readonly retryAfter?: number;
}

/** Microsoft's own answers are pages of 25; here of two, so that paging is always at work. */
const PAGE = 2;

/**
 * The part of Key Vault's data plane that the commands use, by its REST reference (learn.microsoft.com, "Key Vault REST
 * API"): the sign-in challenge, set, get, versions, deleted secrets, and the documented refusals.
 */
export class VaultServer {
  readonly secrets = new Map<string, Version[]>();
  readonly deleted = new Set<string>();
  /** Requests that ask for a value. */
  readonly reads: string[] = [];
  writes = 0;
  mayRead = true;
  /** What answers every request in place of the vault. */
  refusal: Refusal | undefined;
  /** Asked for each request in place of `refusal`, which method on which secret. */
  refuse: (method: string, name: string) => Refusal | undefined = () => this.refusal;
  url = "";
  port = 0;
  #clock = 1_780_000_000;
  readonly #answers: RequestListener = async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { status, content, retryAfter } = this.#answer(request, body);
    if (status === 0) return;
    const challenge = `Bearer authorization="https://login.microsoftonline.com/${this.#tenant}", resource="https://vault.azure.net"`;
    response.writeHead(status, {
      "content-type": "application/json",
      ...(status === 401 ? { "www-authenticate": challenge } : {}),
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    });
    response.end(JSON.stringify(content));
  };
  readonly #tenant: string;
  readonly #server;

  /** @param tls with which it is reached, as the real one, by TLS; without, by HTTP. */
  constructor({ tls, tenant = "tenant" }: { tls?: { key: string; cert: string }; tenant?: string } = {}) {
    this.#tenant = tenant;
    this.#server = tls === undefined ? createServer(this.#answers) : createSecureServer(tls, this.#answers);
  }

  /** @param url by which it is reached. */
  async start(url?: string): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
    this.url = url ?? `http://127.0.0.1:${this.port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Adds a version, a minute after the one before. */
  add(
    name: string,
    value: string,
    tags: Readonly<Record<string, string>>,
    more: Pick<Version, "contentType" | "expires"> = {},
  ): Version {
    this.#clock += 60;
    const version = { id: this.#clock.toString(16).padStart(32, "0"), value, tags, created: this.#clock, ...more };
    this.secrets.set(name, [...(this.secrets.get(name) ?? []), version]);
    return version;
  }

  current(name: string): Version | undefined {
    return this.secrets.get(name)?.at(-1);
  }

  #answer({ method = "", url = "", headers }: IncomingMessage, body: string): Answer {
    if (headers.authorization === undefined) return failure(401, "Unauthorized");
    const { pathname, searchParams } = new URL(url, this.url);
    const [kind, name = "", version] = pathname.slice(1).split("/");
    const refusal = this.refuse(method, name);
    if (refusal !== undefined) {
      const answer = failure(refusal.status, "Forbidden", refusal.innererror, refusal.message);
      return refusal.retryAfter === undefined ? answer : { ...answer, retryAfter: refusal.retryAfter };
    }
    if (kind === "deletedsecrets") {
      return this.deleted.has(name)
        ? { status: 200, content: { ...this.#bundle(name), recoveryId: "x" } }
        : failure(404, "SecretNotFound");
    }
    if (method === "PUT") {
      if (this.deleted.has(name)) return failure(409, "Conflict", "ObjectIsDeletedButRecoverable");
      const { value, tags = {}, contentType, attributes = {} } = JSON.parse(body);
      this.writes++;
      // Nothing is copied from the version before: learn.microsoft.com/rest/api/keyvault/secrets/set-secret
      this.add(name, value, tags, { contentType, expires: attributes.exp });
      return { status: 200, content: this.#bundle(name) };
    }
    const versions = this.deleted.has(name) ? [] : (this.secrets.get(name) ?? []);
    if (version === "versions") {
      const from = Number(searchParams.get("$skiptoken") ?? 0);
      const next = new URL(url, this.url);
      next.searchParams.set("$skiptoken", String(from + PAGE));
      const value = versions.slice(from, from + PAGE).map((one) => this.#item(name, one));
      return { status: 200, content: { value, nextLink: from + PAGE < versions.length ? next.href : null } };
    }
    this.reads.push(name);
    if (!this.mayRead)
      return failure(403, "Forbidden", "ForbiddenByRbac", "Caller is not authorized to perform action on resource.");
    const found = version === undefined || version === "" ? versions.at(-1) : versions.find(({ id }) => id === version);
    return found === undefined
      ? failure(404, "SecretNotFound")
      : { status: 200, content: { ...this.#item(name, found), value: found.value } };
  }

  #item(name: string, { id, tags, created, contentType, expires }: Version) {
    const attributes = { enabled: true, created, updated: created, exp: expires };
    return { id: `${this.url}/secrets/${name}/${id}`, attributes, tags, contentType };
  }

  #bundle(name: string) {
    const current = this.current(name);
    return current === undefined ? {} : { ...this.#item(name, current), value: current.value };
  }
}

interface Answer {
  readonly status: number;
  readonly content: object;
  readonly retryAfter?: number;
}

function failure(status: number, code: string, innererror?: string, message = code) {
  return {
    status,
    content: { error: { code, message, ...(innererror === undefined ? {} : { innererror: { code: innererror } }) } },
  };
}
