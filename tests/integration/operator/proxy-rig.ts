import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";

/**
 * A forward proxy as a company has one: it knows its own names (hosts that are nowhere else), may ask for a login, and
 * refuses every other host, so that nothing leaves the machine.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
export class ForwardProxy {
  /** Host and port of what is asked for -> port of this machine. */
  readonly routes = new Map<string, number>();
  /** What was asked for, in the order of the requests. */
  readonly asked: string[] = [];
  /** `user:password` that it asks for. */
  login: string | undefined;
  readonly #server = createServer((_, response) => void response.writeHead(405).end());

  async start(): Promise<void> {
    this.#server.on("connect", ({ url = "", headers }: IncomingMessage, client, head) => {
      const wanted = this.login && `Basic ${Buffer.from(this.login).toString("base64")}`;
      if (wanted !== undefined && headers["proxy-authorization"] !== wanted) {
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
        return;
      }
      this.asked.push(url);
      const port = this.routes.get(url);
      if (port === undefined) return void client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      const server = connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        server.write(head);
        server.pipe(client).pipe(server);
      });
      for (const end of [server, client]) end.on("error", () => void client.destroy());
    });
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  /** Its address. @param login with user and password. */
  address(login = ""): string {
    return `http://${login}${login && "@"}127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
