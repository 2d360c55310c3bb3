import { Agent, request } from "node:https";

/** An object of the API server, as far as the tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly resourceVersion?: string;
    readonly uid?: string;
  };
  readonly [key: string]: unknown;
}

/** An answer of the API server that is no success. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, what: string, message: string) {
    super(`${what}: ${status} ${message}`);
    this.status = status;
  }
}

export interface Access {
  readonly server: string;
  readonly ca: string;
  readonly token: string;
}

// Kinds with irregular plurals do not occur here.
const plural = (kind: string) => (kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : `${kind}s`).toLowerCase();

/** The API server by plain HTTPS: a handful of verbs on any kind. */
export class ClusterApi {
  readonly access: Access;
  readonly #agent: Agent;

  constructor(access: Access) {
    this.access = access;
    this.#agent = new Agent({ ca: access.ca, keepAlive: true });
  }

  close(): void {
    this.#agent.destroy();
  }

  /**
   * Makes or changes an object as `kubectl apply --server-side --validate=strict` does: a field that the API server does
   * not know is an error.
   * @param more further parameters, such as `&dryRun=All`.
   */
  apply<T extends Manifest>(manifest: T, more = ""): Promise<T> {
    const place = this.path(manifest.apiVersion, manifest.kind, manifest.metadata.namespace, manifest.metadata.name);
    return this.call(
      "PATCH",
      `${place}?fieldManager=tests&force=true&fieldValidation=Strict${more}`,
      manifest,
      "application/apply-patch+yaml",
    );
  }

  get<T extends Manifest>(apiVersion: string, kind: string, name: string, namespace?: string): Promise<T> {
    return this.call("GET", this.path(apiVersion, kind, namespace, name));
  }

  /** The object, or undefined where there is none. */
  async find<T extends Manifest>(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(apiVersion, kind, name, namespace);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  async list<T extends Manifest>(apiVersion: string, kind: string, namespace?: string, query = ""): Promise<T[]> {
    const { items } = await this.call<{ items: T[] }>("GET", `${this.path(apiVersion, kind, namespace)}${query}`);
    // Items of a list do not say what they are.
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }

  merge<T extends Manifest>(manifest: T, change: object, part = ""): Promise<T> {
    const place = this.path(manifest.apiVersion, manifest.kind, manifest.metadata.namespace, manifest.metadata.name);
    return this.call("PATCH", `${place}${part}`, change, "application/merge-patch+json");
  }

  remove(apiVersion: string, kind: string, name: string, namespace?: string): Promise<unknown> {
    return this.call("DELETE", this.path(apiVersion, kind, namespace, name));
  }

  /** A token of a service account. @param spec audiences and seconds, as a TokenRequest has them. */
  async token(account: string, namespace: string, spec: object): Promise<string> {
    const { status } = await this.call<{ status: { token: string } }>(
      "POST",
      `${this.path("v1", "ServiceAccount", namespace, account)}/token`,
      { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec },
    );
    return status.token;
  }

  path(apiVersion: string, kind: string, namespace?: string, name?: string): string {
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const within = namespace === undefined ? "" : `/namespaces/${namespace}`;
    return `${group}${within}/${plural(kind)}${name === undefined ? "" : `/${name}`}`;
  }

  call<T>(method: string, place: string, body?: unknown, type = "application/json"): Promise<T> {
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(place, this.access.server),
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.access.token}`,
            "content-type": type,
            accept: "application/json, */*",
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            const status = response.statusCode ?? 0;
            if (status < 300) return resolve(parsed(text) as T);
            reject(new ApiError(status, `${method} ${place}`, messageOf(text)));
          });
        },
      );
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messageOf(text: string): string {
  const status = parsed(text);
  return typeof status === "object" && status !== null && "message" in status ? String(status.message) : text;
}
