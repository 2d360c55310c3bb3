import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Version {
  readonly id: string;
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly created: number;
}

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
  refusal: { status: number; innererror?: string; message?: string } | undefined;
  url = "";
  #clock = 1_780_000_000;
  readonly #server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { status, content } = this.#answer(request, body);
    const challenge = `Bearer authorization="https://login.microsoftonline.com/tenant", resource="https://vault.azure.net"`;
    response.writeHead(status, {
      "content-type": "application/json",
      ...(status === 401 ? { "www-authenticate": challenge } : {}),
    });
    response.end(JSON.stringify(content));
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Adds a version, a minute after the one before. */
  add(name: string, value: string, tags: Readonly<Record<string, string>>): Version {
    this.#clock += 60;
    const version = { id: this.#clock.toString(16).padStart(32, "0"), value, tags, created: this.#clock };
    this.secrets.set(name, [...(this.secrets.get(name) ?? []), version]);
    return version;
  }

  current(name: string): Version | undefined {
    return this.secrets.get(name)?.at(-1);
  }

  #answer({ method, url = "", headers }: IncomingMessage, body: string): { status: number; content: object } {
    if (headers.authorization === undefined) return failure(401, "Unauthorized");
    if (this.refusal !== undefined)
      return failure(this.refusal.status, "Forbidden", this.refusal.innererror, this.refusal.message);
    const [kind, name = "", version] = new URL(url, this.url).pathname.slice(1).split("/");
    if (kind === "deletedsecrets") {
      return this.deleted.has(name)
        ? { status: 200, content: { ...this.#bundle(name), recoveryId: "x" } }
        : failure(404, "SecretNotFound");
    }
    if (method === "PUT") {
      if (this.deleted.has(name)) return failure(409, "Conflict", "ObjectIsDeletedButRecoverable");
      const { value, tags = {} } = JSON.parse(body);
      this.writes++;
      this.add(name, value, tags);
      return { status: 200, content: this.#bundle(name) };
    }
    const versions = this.deleted.has(name) ? [] : (this.secrets.get(name) ?? []);
    if (version === "versions") {
      return { status: 200, content: { value: versions.map((one) => this.#item(name, one)), nextLink: null } };
    }
    this.reads.push(name);
    if (!this.mayRead)
      return failure(403, "Forbidden", "ForbiddenByRbac", "Caller is not authorized to perform action on resource.");
    const found = version === undefined || version === "" ? versions.at(-1) : versions.find(({ id }) => id === version);
    return found === undefined
      ? failure(404, "SecretNotFound")
      : { status: 200, content: { ...this.#item(name, found), value: found.value } };
  }

  #item(name: string, { id, tags, created }: Version) {
    return { id: `${this.url}/secrets/${name}/${id}`, attributes: { enabled: true, created, updated: created }, tags };
  }

  #bundle(name: string) {
    const current = this.current(name);
    return current === undefined ? {} : { ...this.#item(name, current), value: current.value };
  }
}

function failure(status: number, code: string, innererror?: string, message = code) {
  return {
    status,
    content: { error: { code, message, ...(innererror === undefined ? {} : { innererror: { code: innererror } }) } },
  };
}
