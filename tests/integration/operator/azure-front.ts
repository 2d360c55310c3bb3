import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import { VaultServer } from "../../operator/vault-server.ts";

const LOGIN = "login.microsoftonline.com";
const MANAGEMENT = "management.azure.com";

/** Who signs in, as the environment tells the Azure SDK. */
export interface Application {
  readonly tenant: string;
  readonly clientId: string;
  readonly secret: string;
}

/**
 * Azure as a process meets it by its real names, by TLS and through a proxy: a vault, the sign-in (OAuth's client
 * credentials), and what Resource Manager tells of permissions. Every other host is refused, so nothing leaves the machine.
 */
export class AzureFront {
  readonly vault: VaultServer;
  readonly vaultHost: string;
  /** What the process has to be started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hosts that cannot be reached. */
  readonly down = new Set<string>();
  /** What Resource Manager answers: path and query -> content, or undefined for 404. */
  manage: (url: URL) => object | undefined = () => ({
    value: [{ actions: [], dataActions: ["Microsoft.KeyVault/vaults/secrets/setSecret/action"] }],
  });
  /** Hosts that were asked for. */
  readonly asked = new Set<string>();
  readonly #servers: { close(): unknown; closeAllConnections?(): void }[] = [];

  private constructor(vault: VaultServer, vaultHost: string, environment: Readonly<Record<string, string>>) {
    this.vault = vault;
    this.vaultHost = vaultHost;
    this.environment = environment;
  }

  static async start(folder: string, vaultName: string, application: Application): Promise<AzureFront> {
    const vaultHost = `${vaultName}.vault.azure.net`;
    const tls = certificate(folder, [vaultHost, LOGIN, MANAGEMENT]);
    const vault = new VaultServer({ tls, tenant: application.tenant });
    await vault.start(`https://${vaultHost}`);
    const login = await secure(tls, signIn(application));
    const management = await secure(tls, ({ url = "" }, response) => {
      const content = front.manage(new URL(url, `https://${MANAGEMENT}`));
      json(response, content === undefined ? 404 : 200, content ?? { error: { code: "ResourceNotFound" } });
    });
    const proxy = createServer((_, response) => void response.writeHead(405).end());
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const front = new AzureFront(vault, vaultHost, {
      HTTPS_PROXY: address,
      NODE_EXTRA_CA_CERTS: path.join(folder, "ca.pem"),
      AZURE_TENANT_ID: application.tenant,
      AZURE_CLIENT_ID: application.clientId,
      AZURE_CLIENT_SECRET: application.secret,
    });
    const ports = new Map([
      [vaultHost, vault.port],
      [LOGIN, (login.address() as AddressInfo).port],
      [MANAGEMENT, (management.address() as AddressInfo).port],
    ]);
    proxy.on("connect", ({ url = "" }: IncomingMessage, client, head) => {
      const host = url.replace(/:443$/, "");
      front.asked.add(host);
      const port = ports.get(host);
      if (port === undefined || front.down.has(host)) return void client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      const server = connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        server.write(head);
        server.pipe(client).pipe(server);
      });
      for (const end of [server, client]) end.on("error", () => void client.destroy());
    });
    front.#servers.push(proxy, login, management);
    return front;
  }

  stop(): void {
    this.vault.stop();
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections?.();
    }
  }
}

async function secure(tls: { key: string; cert: string }, listener: RequestListener) {
  const server = createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** OAuth 2.0 client credentials as learn.microsoft.com describes them: the token names its tenant and its bearer. */
function signIn({ tenant, clientId, secret }: Application): RequestListener {
  const authority = `https://${LOGIN}/${tenant}`;
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? "", authority);
    if (pathname.endsWith("/discovery/instance")) {
      return json(response, 200, {
        tenant_discovery_endpoint: `${authority}/v2.0/.well-known/openid-configuration`,
        metadata: [{ preferred_network: LOGIN, preferred_cache: LOGIN, aliases: [LOGIN] }],
      });
    }
    if (pathname.endsWith("/openid-configuration")) {
      return json(response, 200, {
        issuer: `${authority}/v2.0`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        jwks_uri: `https://${LOGIN}/${tenant}/discovery/v2.0/keys`,
      });
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    const asked = new URLSearchParams(body);
    if (asked.get("client_id") !== clientId || asked.get("client_secret") !== secret) {
      return json(response, 401, {
        error: "invalid_client",
        error_description: "AADSTS7000215: Invalid client secret provided.",
        error_codes: [7000215],
      });
    }
    const part = (content: object) => Buffer.from(JSON.stringify(content)).toString("base64url");
    json(response, 200, {
      token_type: "Bearer",
      expires_in: 3600,
      access_token: `${part({ alg: "none" })}.${part({ tid: tenant, appid: clientId, aud: asked.get("scope") })}.none`,
    });
  };
}

function json(response: Parameters<RequestListener>[1], status: number, content: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(content));
}

/** A certificate of an authority of its own for some hosts; the authority's own is `ca.pem`. */
export function certificate(folder: string, hosts: readonly string[]): { readonly key: string; readonly cert: string } {
  const file = (name: string) => path.join(folder, name);
  const openssl = (...words: string[]) => execFileSync("openssl", words, { stdio: ["ignore", "pipe", "pipe"] });
  const made = ["-newkey", "rsa:2048", "-nodes", "-days", "2"];
  openssl("req", "-x509", ...made, "-subj", "/CN=test authority", "-keyout", file("ca.key"), "-out", file("ca.pem"));
  openssl(
    "req",
    "-x509",
    ...made,
    ...["-subj", "/CN=azure", "-addext", `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}`],
    ...["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-keyout", file("host.key"), "-out", file("host.pem")],
  );
  return { key: readFileSync(file("host.key"), "utf8"), cert: readFileSync(file("host.pem"), "utf8") };
}
