import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import path from "node:path";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { vaultPlace } from "../../../../components/azure/vault.ts";
import { install } from "../../../../toolchain/install.ts";
import { runQuietly } from "../../../../toolchain/processes.ts";
import { AzureDirectory, DIRECTORY } from "./azure-directory.ts";
import { AzureVault } from "./azure-vault.ts";
import type { Front } from "./cluster.ts";
import type { ClusterApi } from "./cluster-api.ts";
import type { Program } from "./program.ts";

/**
 * Azure as the operator meets it: the directory and the vault under their own names, by HTTPS. The operator is given a
 * proxy that leads to them and to nowhere else, and a certificate to trust.
 */
export class AzureFront implements Front {
  readonly directory: AzureDirectory;
  readonly vault: AzureVault;
  /** Whether nothing can be reached. */
  isDown = false;
  readonly #hosts: readonly string[];
  readonly #certificate: string;
  readonly #web: TlsServer;
  readonly #proxy: Server;
  readonly #connections = new Set<Duplex>();
  readonly #defects: Error[] = [];

  private constructor(parts: {
    directory: AzureDirectory;
    vault: AzureVault;
    hosts: readonly string[];
    folder: string;
  }) {
    this.directory = parts.directory;
    this.vault = parts.vault;
    this.#hosts = parts.hosts;
    this.#certificate = path.join(parts.folder, "certificate.pem");
    const identity = { cert: readFileSync(this.#certificate), key: readFileSync(path.join(parts.folder, "key.pem")) };
    this.#web = createTlsServer(identity, (request, response) => {
      this.#answer(request, response).catch((error: Error) => {
        this.#defects.push(error);
        response.destroy();
      });
    });
    this.#proxy = createServer((_, response) => response.writeHead(405).end());
    this.#proxy.on("connect", (request: IncomingMessage, socket: Duplex) => this.#tunnel(request.url ?? "", socket));
  }

  /** @param folder for what it has to write down. */
  static async start(folder: string, { settings, azure }: Program, api: ClusterApi): Promise<AzureFront> {
    if (settings.azure === undefined) throw new Error("The stack has no vault.");
    const { id, uri } = vaultPlace(settings.azure);
    const own = path.join(folder, "azure");
    mkdirSync(own);
    const hosts = [DIRECTORY, new URL(uri).host];
    const python = path.join((await install("moto")).folder ?? "", "venv", "bin", "python");
    await runQuietly([python, path.join(import.meta.dirname, "certificate.py"), own, ...hosts]);
    const front = new AzureFront({
      directory: new AzureDirectory(settings.azure.tenantId, azure.identities, api),
      vault: new AzureVault(id, azure),
      hosts,
      folder: own,
    });
    await new Promise<void>((resolve) => front.#proxy.listen(0, "127.0.0.1", resolve));
    return front;
  }

  get environment(): Readonly<Record<string, string>> {
    const { port } = this.#proxy.address() as AddressInfo;
    return { HTTPS_PROXY: `http://127.0.0.1:${port}`, SSL_CERT_FILE: this.#certificate };
  }

  stop(): void {
    for (const connection of this.#connections) connection.destroy();
    this.#proxy.close();
  }

  /** Throws where the stand-in itself has failed, or the operator wanted to go elsewhere. */
  check(): void {
    const [defect] = this.#defects;
    if (defect !== undefined) throw defect;
  }

  // As a proxy does: a tunnel to a host, here to the one server that is all of them.
  #tunnel(target: string, socket: Duplex): void {
    socket.on("error", () => socket.destroy());
    if (!this.isDown && !this.#hosts.some((host) => target === `${host}:443`)) {
      this.#defects.push(new Error(`The operator wanted to reach ${target}.`));
    }
    if (this.isDown || this.#defects.length > 0) {
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    socket.once("close", () => this.#connections.delete(socket));
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    this.#web.emit("connection", socket as Socket);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (this.isDown) {
      response.destroy();
      return;
    }
    const url = new URL(request.url ?? "", `https://${request.headers.host}`);
    const [status, answer] =
      url.host === DIRECTORY
        ? await this.directory.answer(url.pathname, new URLSearchParams(body))
        : this.vault.answer(url, this.directory.bearer((request.headers.authorization ?? "").replace(/^Bearer /, "")));
    if (status === 401)
      response.setHeader(
        "www-authenticate",
        `Bearer authorization="https://${DIRECTORY}", resource="https://vault.azure.net"`,
      );
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(answer));
  }
}
