import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { explain, OperatorError } from "../../operator/errors.ts";
import { findKubeconfig } from "../../operator/stores/kubeconfig.ts";
import { answered, translateKubernetes } from "../../operator/stores/kubernetes-errors.ts";
import { SignInProgram } from "../../operator/stores/sign-in-program.ts";
import { ApiServer } from "./api-server.ts";

const server = new ApiServer();
const before = { ...process.env };
let folder: string;

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kubeconfig-"));
  server.tokens.length = 0;
});
afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true });
});

interface Made {
  readonly cluster?: object;
  readonly user?: object;
  readonly name?: string;
  readonly current?: string;
}

/** One kubeconfig with one entry of each kind. */
function write(file: string, { cluster = {}, user = {}, name = "one", current = name }: Made = {}): string {
  const place = path.join(folder, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(
    place,
    stringify({
      clusters: [{ name, cluster: { server: server.address, ...cluster } }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": current,
    }),
  );
  return place;
}

function found(files: readonly string[], context?: string): KubeConfig {
  process.env.KUBECONFIG = files.join(path.delimiter);
  const config = findKubeconfig(context);
  if (config instanceof OperatorError) throw config;
  return config;
}

async function asked(config: KubeConfig): Promise<string> {
  try {
    await answered(config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: "x" }));
    return "answered";
  } catch (error) {
    return explain(translateKubernetes(error, "pods"));
  }
}

describe("several kubeconfigs are merged as kubectl does", () => {
  test("of equal names the first counts, and a file that is not there is left out", () => {
    const [first, second] = [write("a.yaml", { user: { token: "a" } }), write("b.yaml", { user: { token: "b" } })];
    for (const files of [
      [first, second],
      [path.join(folder, "absent"), first, second],
      [first, first],
    ]) {
      const config = found(files);
      expect(config.getCurrentUser()?.token).toBe("a");
      expect(config.clusters).toHaveLength(1);
    }
    expect(found([second, first]).getCurrentUser()?.token).toBe("b");
  });

  test("the first current context counts, and others can be named", () => {
    const files = [write("a.yaml", { name: "a", current: "" }), write("b.yaml", { name: "b" }), write("c.yaml")];
    expect(found(files).getCurrentContext()).toBe("b");
    expect(found(files, "a").getCurrentContext()).toBe("a");
    expect(() => found(files, "d")).toThrow('Your kubeconfig has no context "d"');
  });

  test("an entry that is not complete hinders no other", () => {
    const broken = path.join(folder, "broken.yaml");
    writeFileSync(broken, stringify({ clusters: [{ name: "x" }, { cluster: {} }, 7], users: null, contexts: [{}] }));
    expect(found([broken, write("a.yaml")]).getCurrentContext()).toBe("one");
  });

  test("none of them is there", () => {
    expect(() => found([path.join(folder, "absent")])).toThrow("KUBECONFIG names a file that is not there.");
  });
});

describe("files that a kubeconfig names", () => {
  test("are found beside it, whatever the folder of the process", async () => {
    const file = write("deep/a.yaml", { user: { tokenFile: "../token" } });
    writeFileSync(path.join(folder, "token"), "from-file\n");
    expect(await asked(found([file]))).toBe("answered");
    expect(server.tokens).toEqual(["Bearer from-file"]);
  });

  test.each([
    ["certificate-authority", "cluster"],
    ["client-certificate", "user"],
    ["client-key", "user"],
  ])("%s that is not there is named by its field alone", (field, kind) => {
    const file = write("a.yaml", { [kind]: { [field]: "LS0tLS1CRUdJTi" } });
    expect(() => found([file])).toThrow(`The file that "${field}" names in your kubeconfig cannot be read (ENOENT).`);
    expect(() => found([file])).not.toThrow("LS0tLS1CRUdJTi");
  });

  test("data counts before a file", () => {
    const data = Buffer.from("data").toString("base64");
    const cluster = { "certificate-authority": "absent", "certificate-authority-data": data };
    expect(found([write("a.yaml", { cluster })]).getCurrentCluster()).toMatchObject({ caData: data });
  });
});

describe("what cannot be used is told before anything is asked", () => {
  test.each<[string, Made, string]>([
    ["plain HTTP elsewhere", { cluster: { server: "http://api.example.com" } }, "in plain text"],
    ["a proxy that is none", { cluster: { "proxy-url": "not a url" } }, '"proxy-url" of your kubeconfig is not'],
    ["groups to act as", { user: { as: "x", "as-groups": ["y"] } }, "acts as another by as-groups"],
  ])("%s", (_, made, told) => {
    expect(() => found([write("a.yaml", made)])).toThrow(told);
  });
});

describe("the environment's proxy", () => {
  const https = { server: "https://10.0.0.1:6443" };
  test("is the cluster's, unless the kubeconfig or NO_PROXY says otherwise", () => {
    process.env.HTTPS_PROXY = "http://proxy.test:3128";
    const proxyUrl = (cluster: object) => found([write("a.yaml", { cluster })]).getCurrentCluster()?.proxyUrl;
    expect(proxyUrl(https)).toBe("http://proxy.test:3128");
    expect(proxyUrl({ ...https, "proxy-url": "http://own.test:1" })).toBe("http://own.test:1");
    process.env.NO_PROXY = "10.0.0.0/8";
    expect(proxyUrl(https)).toBeUndefined();
    expect(proxyUrl({ server: "https://127.0.0.1:6443" })).toBeUndefined();
  });
});

describe.skipIf(process.platform === "win32")("a sign-in program", () => {
  const VERSION = "client.authentication.k8s.io/v1";
  const credential = (status: object, apiVersion = VERSION) =>
    JSON.stringify({ apiVersion, kind: "ExecCredential", status });

  function program(script: string, more: object = {}): string {
    writeFileSync(path.join(folder, "sign-in"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return write("a.yaml", { user: { exec: { apiVersion: VERSION, command: "./sign-in", ...more } } });
  }

  test("signs in, once for several requests, and is told what it needs", async () => {
    const script = `echo run >> ${path.join(folder, "runs")}; echo "$KUBERNETES_EXEC_INFO" > ${path.join(folder, "info")}
echo '${credential({ token: "from-program" })}'`;
    const config = found([program(script, { provideClusterInfo: true, env: [{ name: "A", value: "b" }] })]);
    expect(await Promise.all([asked(config), asked(config)])).toEqual(["answered", "answered"]);
    expect(await asked(config)).toBe("answered");
    expect(readFileSync(path.join(folder, "runs"), "utf8")).toBe("run\n");
    expect(JSON.parse(readFileSync(path.join(folder, "info"), "utf8"))).toMatchObject({
      apiVersion: VERSION,
      spec: { interactive: false, cluster: { server: server.address } },
    });
    expect(new Set(server.tokens)).toEqual(new Set(["Bearer from-program"]));
  });

  test("whose token has expired is run again once, however many ask at the same time", async () => {
    const until = new Date(Date.now() + 700).toISOString();
    const script = `echo run >> ${path.join(folder, "runs")}
if [ "$(wc -l < ${path.join(folder, "runs")})" -gt 1 ]; then echo '${credential({ token: "new" })}'
else echo '${credential({ token: "old", expirationTimestamp: until })}'; fi`;
    const config = found([program(script)]);
    expect(await asked(config)).toBe("answered");
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(await Promise.all([asked(config), asked(config), asked(config)])).toEqual(Array(3).fill("answered"));
    expect(readFileSync(path.join(folder, "runs"), "utf8")).toBe("run\nrun\n");
  });

  test("whose token has expired is run again", async () => {
    const script = `echo run >> ${path.join(folder, "runs")}
echo '${credential({ token: "old", expirationTimestamp: "2020-01-01T00:00:00Z" })}'`;
    const config = found([program(script)]);
    for (const _ of [1, 2]) expect(await asked(config)).toBe("answered");
    expect(readFileSync(path.join(folder, "runs"), "utf8")).toBe("run\nrun\n");
  });

  test.each<[string, string, object, string]>([
    [
      "is missing",
      "",
      { command: "no-such-program", installHint: "Get it at x." },
      "no-such-program of your kubeconfig is not installed, or not on your PATH. Get it at x.",
    ],
    ["fails", "exit 255", {}, "sign-in of your kubeconfig failed (255)."],
    ["prints nonsense", "echo hunter2", {}, "prints no ExecCredential in JSON."],
    ["prints without end", "yes hunter2", {}, "printed more than 1 MiB."],
    ["prints another object", "echo '{}'", {}, "prints no ExecCredential with a status."],
    ["prints nothing of use", `echo '${credential({})}'`, {}, "prints neither a token nor a certificate."],
    ["prints half a pair", `echo '${credential({ clientKeyData: "hunter2" })}'`, {}, "a certificate without its key"],
    [
      "prints another version",
      `echo '${credential({ token: "hunter2" }, "client.authentication.k8s.io/v1beta1")}'`,
      {},
      "prints another version than the kubeconfig says",
    ],
    ["must ask something", "", { interactiveMode: "Always" }, "interactiveMode: Always"],
    ["has no version", "", { apiVersion: "x" }, "no apiVersion of client.authentication.k8s.io/"],
  ])("that %s is named", async (_, script, more, told) => {
    const answer = await asked(found([program(script, more)]));
    expect(answer).toContain(told);
    expect(answer).not.toContain("hunter2");
  });

  test("that does not end is ended", async () => {
    program("sleep 60 2>/dev/null");
    process.env.KUBECONFIG = path.join(folder, "a.yaml");
    const config = findKubeconfig(undefined, new SignInProgram(200));
    if (config instanceof OperatorError) throw config;
    expect(await asked(config)).toContain("sign-in of your kubeconfig did not end within 1 s.");
  });
});
