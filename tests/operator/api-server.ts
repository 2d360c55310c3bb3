import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";

type Body = Record<string, unknown>;

/** The few answers of a Kubernetes API server that the commands use: objects by path, and a refusal or two. */
export class ApiServer {
  /** Path -> object; lists are found by their collection's path. */
  readonly objects = new Map<string, Body>();
  readonly patches: { path: string; type: string; body: Body }[] = [];
  readonly accepted: string[] = [];
  /** Who asked, as each request told. */
  readonly tokens: string[] = [];
  /** Called with each patch, in place of the controllers. */
  onPatch: (path: string, body: Body) => void = () => {};
  denied = new Set<string>();
  /** Whether Secrets may be read one by one, as by a Role with `resourceNames`, and not all of them. */
  namedSecretsOnly = false;
  config = new KubeConfig();
  readonly #server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url ?? "", "http://server");
    const path = url.pathname;
    this.accepted.push(String(request.headers.accept));
    this.tokens.push(String(request.headers.authorization));
    const send = (status: number, body: Body) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if ([...this.denied].some((part) => path.includes(part))) {
      return send(403, { kind: "Status", reason: "Forbidden", message: "forbidden", code: 403 });
    }
    if (request.method === "POST") {
      const kind = path.split("/").at(-1);
      const status =
        kind === "selfsubjectreviews"
          ? { userInfo: { username: "operator@example.com" } }
          : { allowed: this.#allows(JSON.parse(text).spec.resourceAttributes) };
      return send(201, { ...JSON.parse(text), status });
    }
    if (request.method === "PATCH") {
      const body = JSON.parse(text);
      this.patches.push({ path, type: String(request.headers["content-type"]), body });
      this.onPatch(path, body);
      return send(200, this.objects.get(path) ?? {});
    }
    const found = this.objects.get(path);
    if (found !== undefined) return send(200, found);
    if (/\/(pods|deployments|statefulsets|daemonsets|events)$/.test(path)) return send(200, { items: [] });
    return send(404, { kind: "Status", reason: "NotFound", code: 404 });
  });

  #allows({ resource, name }: { resource: string; name?: string }): boolean {
    if (this.denied.has(resource) || this.denied.has(`${resource}/${name}`)) return false;
    return !this.namedSecretsOnly || resource !== "secrets" || name !== undefined;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const server = this.address;
    this.config.loadFromOptions({
      clusters: [{ name: "test", server, skipTLSVerify: true }],
      users: [{ name: "test", token: "token" }],
      contexts: [{ name: "test", cluster: "test", user: "test" }],
      currentContext: "test",
    });
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
