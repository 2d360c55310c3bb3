import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as ask, type RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { parse, stringify } from "yaml";
import { findProgram } from "../../../toolchain/processes.ts";
import { ApiServer } from "../../operator/api-server.ts";
import { credential, Generator } from "../../operator/values.ts";
import { stackText } from "../../operator/world.ts";
import { callAws } from "../rig/aws-api.ts";
import { certificate } from "./azure-front.ts";
import { ForwardProxy } from "./proxy-rig.ts";
import { startCommand } from "./start-command.ts";

// The commands as processes, on a machine whose only way out is a proxy: moto behind AWS's own names, an API server and
// a vendor, each by TLS. No name of them can be resolved here otherwise.

const endpoint = inject("motoEndpoint");
const REGION = "eu-central-1";
const [SECRETS, STS] = [`secretsmanager.${REGION}.amazonaws.com`, `sts.${REGION}.amazonaws.com`];
const [VENDOR, CLUSTER, INNER] = ["api.openai.com", "cluster.test", "inner.test"];
const generator = new Generator(29);
const folder = mkdtempSync(path.join(tmpdir(), "proxy-"));
const proxy = new ForwardProxy();
const api = new ApiServer();
const servers: Server[] = [];
const password = generator.text(24);

async function secure(tls: { key: string; cert: string }, listener: RequestListener): Promise<number> {
  const server = createServer(tls, listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** What comes by TLS is handed to a plain server of this machine. */
const handOn = (to: string) => (request: Parameters<RequestListener>[0], response: Parameters<RequestListener>[1]) => {
  const { hostname, port } = new URL(to);
  const { url: at, method, headers } = request;
  const inner = ask({ hostname, port, path: at, method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  inner.on("error", () => response.destroy());
  request.pipe(inner);
};

describe.skipIf(endpoint === "" || findProgram("openssl") === undefined)("the commands behind a proxy", () => {
  beforeAll(async () => {
    const tls = certificate(folder, [SECRETS, STS, VENDOR, CLUSTER, INNER]);
    await Promise.all([proxy.start(), api.start()]);
    const moto = await secure(tls, handOn(endpoint));
    for (const host of [SECRETS, STS]) proxy.routes.set(`${host}:443`, moto);
    proxy.routes.set(`${VENDOR}:443`, await secure(tls, (_, response) => void response.end('{"data":[]}')));
    for (const host of [CLUSTER, INNER]) proxy.routes.set(`${host}:6443`, await secure(tls, handOn(api.address)));
    const { config } = parse(stackText("staging")) as { config: Record<string, object> };
    const { "qualisys-secrets:azure": _, ...rest } = config;
    writeFileSync(path.join(folder, "Pulumi.staging.yaml"), stringify({ config: rest }));
    await callAws({ endpoint, account: "123456789012" }, REGION, "secretsmanager", "CreateSecret", {
      Name: "qualisys-staging/llm/openai",
      ClientRequestToken: crypto.randomUUID(),
    });
  });
  afterAll(() => {
    for (const server of [...servers, proxy, api]) "stop" in server ? server.stop() : server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    proxy.asked.length = 0;
    proxy.login = undefined;
  });

  function kubeconfig(cluster: object): string {
    const file = path.join(folder, "kubeconfig");
    const text = stringify({
      clusters: [{ name: "c", cluster: { "certificate-authority": "ca.pem", ...cluster } }],
      users: [{ name: "u", user: { token: password } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    });
    writeFileSync(file, text);
    return file;
  }

  async function secrets(argv: readonly string[], more: Readonly<Record<string, string>> = {}, input = "") {
    const outcome = await startCommand(
      folder,
      argv,
      {
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        NODE_EXTRA_CA_CERTS: path.join(folder, "ca.pem"),
        KUBECONFIG: kubeconfig({ server: `https://${CLUSTER}:6443` }),
        ...more,
      },
      input,
    );
    expect(outcome.stdout + outcome.stderr).not.toContain(password);
    return outcome;
  }

  test("AWS, the cluster and a vendor are reached through it, each by its own name", async () => {
    const values = generator.values(credential("openai"));
    const { stderr, stdout } = await secrets(
      ["put", "openai", "--live"],
      { HTTPS_PROXY: proxy.address() },
      JSON.stringify(values),
    );
    expect(stderr + stdout).toContain("the key lists the models");
    expect(stderr).not.toContain("cannot be reached");
    const asked = new Set(proxy.asked);
    expect(asked).toEqual(new Set([`${SECRETS}:443`, `${STS}:443`, `${VENDOR}:443`, `${CLUSTER}:6443`]));
    const { SecretString } = await callAws(
      { endpoint, account: "123456789012" },
      REGION,
      "secretsmanager",
      "GetSecretValue",
      {
        SecretId: "qualisys-staging/llm/openai",
      },
    );
    expect(JSON.parse(String(SecretString))).toEqual(values);
  });

  test("its own login is sent, and never shown", async () => {
    proxy.login = `me:${password}`;
    const { stdout } = await secrets(["doctor"], { HTTPS_PROXY: proxy.address(`me:${password}`) });
    expect(stdout).toContain("operator@example.com");
    expect(new Set(proxy.asked)).toEqual(new Set([`${SECRETS}:443`, `${STS}:443`, `${CLUSTER}:6443`]));
  });

  test("a proxy that asks for a login is named as what refuses", async () => {
    proxy.login = `me:${password}`;
    const { stdout, status } = await secrets(["doctor"], { HTTPS_PROXY: proxy.address() });
    expect(stdout).toContain("The proxy does not let AWS be reached.\n    Check HTTPS_PROXY");
    expect(stdout).toContain("The proxy does not let the cluster be reached.");
    expect(status).toBe(1);
  });

  test("what NO_PROXY names is asked directly", async () => {
    const { stdout } = await secrets(["doctor"], { HTTPS_PROXY: proxy.address(), NO_PROXY: "amazonaws.com,.test" });
    expect(proxy.asked).toEqual([]);
    expect(stdout).toContain("AWS cannot be reached");
  });

  test("an authority that is not known is named, with the way to trust it", async () => {
    const { stdout } = await secrets(["doctor"], { HTTPS_PROXY: proxy.address(), NODE_EXTRA_CA_CERTS: "" });
    expect(stdout).toContain("The certificate that answers for AWS is not trusted");
    expect(stdout).toContain("NODE_EXTRA_CA_CERTS");
  });

  test("a kubeconfig's own proxy and server name count before the environment's", async () => {
    // As a tunnel has it: the address is another than the certificate's name.
    proxy.routes.set("tunnel.example:6443", proxy.routes.get(`${INNER}:6443`) ?? 0);
    const file = kubeconfig({
      server: "https://tunnel.example:6443",
      "tls-server-name": INNER,
      "proxy-url": proxy.address(),
    });
    const text = readFileSync(file, "utf8");
    const { stdout } = await secrets(["doctor"], { HTTPS_PROXY: "http://127.0.0.1:1", KUBECONFIG: other(text) });
    expect(proxy.asked).toContain("tunnel.example:6443");
    expect(stdout).toContain("operator@example.com");
    const insecure = other(
      text
        .replace("tls-server-name: inner.test", "insecure-skip-tls-verify: true")
        .replace(/certificate-authority: .*\n\s*/, ""),
    );
    expect((await secrets(["doctor"], { KUBECONFIG: insecure })).stdout).toContain("operator@example.com");
  });

  function other(text: string): string {
    const file = path.join(folder, "other-kubeconfig");
    writeFileSync(file, text);
    return file;
  }
});
