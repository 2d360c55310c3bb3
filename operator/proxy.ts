import http from "node:http";
import { BlockList, isIPv4 } from "node:net";
import { UsageError } from "./errors.ts";

/** Never reached through a proxy: this machine, and what hands a machine in a cloud its identity. */
const OWN = ["localhost", "127.0.0.0/8", "::1", "169.254.169.254", "169.254.170.0/24"];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxies of an environment, as Node takes them: addresses with a scheme, exceptions in Node's own form.
 * kubectl and the clouds' own programs read more forms of both than Node does.
 *
 * @returns undefined where no proxy is named.
 * @throws UsageError where one cannot be used. Its address is not repeated: it may hold a password.
 * @see https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support
 */
export function proxyEnvironment(env: Environment): Record<string, string> | undefined {
  const [https, plain] = [proxyOf(env, "https_proxy"), proxyOf(env, "http_proxy")];
  if (https === undefined && plain === undefined) return undefined;
  return {
    ...(https === undefined ? {} : { https_proxy: https }),
    ...(plain === undefined ? {} : { http_proxy: plain }),
    no_proxy: exceptionsOf(env)
      .flatMap((entry) => [...nodeForms(entry)])
      .join(","),
  };
}

/** The proxy that an address is reached through; undefined where it is reached directly. */
export function proxyFor(address: string, env: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const proxy = proxyOf(env, protocol === "http:" ? "http_proxy" : "https_proxy");
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const isException = exceptionsOf(env).some((entry) =>
    matches(entry, host, port || (protocol === "http:" ? "80" : "443")),
  );
  return isException ? undefined : proxy;
}

/** Sends what this process fetches through the environment's proxies. @throws UsageError where one cannot be used. */
export function useProxies(env: Environment): void {
  const proxies = proxyEnvironment(env);
  if (proxies === undefined) return;
  const { setGlobalProxyFromEnv } = http as { setGlobalProxyFromEnv?: (env: object) => unknown };
  if (setGlobalProxyFromEnv === undefined) {
    throw new UsageError(
      `A proxy is set (HTTPS_PROXY or HTTP_PROXY), and Node ${process.versions.node} cannot use one.`,
      "Run the commands with Node 24.14 or newer.",
    );
  }
  setGlobalProxyFromEnv(proxies);
}

function proxyOf(env: Environment, name: "https_proxy" | "http_proxy"): string | undefined {
  const given = env[name] || env[name.toUpperCase()];
  if (given === undefined || given === "") return undefined;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  if (!/^https?:/i.test(address) || !URL.canParse(address)) {
    throw new UsageError(
      `${name.toUpperCase()} is not the address of an HTTP proxy.`,
      "Set it to http://<host>:<port>, or http://<user>:<password>@<host>:<port>. SOCKS proxies are not supported.",
    );
  }
  return address;
}

function exceptionsOf(env: Environment): string[] {
  const given = (env.no_proxy || env.NO_PROXY || "").split(/[\s,]+/).filter((entry) => entry !== "");
  return [...OWN, ...given].map((entry) => entry.toLowerCase());
}

/** As Go's programs read an exception: a name stands for what is below it too, an address may be a range. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const range = rangeOf(entry);
  if (range !== undefined) return range.check(host, host.includes(":") ? "ipv6" : "ipv4");
  const [, name = "", only] = /^(.*?)(?::(\d+))?$/.exec(entry.replace(/^\[(.*)\]/, "$1")) ?? [];
  if (entry === host) return true;
  if (only !== undefined && only !== port) return false;
  const bare = name.replace(/^\*?\./, "");
  return host.endsWith(`.${bare}`) || (host === bare && bare === name);
}

function rangeOf(entry: string): BlockList | undefined {
  const [, network = "", bits] = /^([0-9a-f.:]+)\/(\d+)$/.exec(entry) ?? [];
  if (bits === undefined) return undefined;
  const list = new BlockList();
  try {
    list.addSubnet(network, Number(bits), network.includes(":") ? "ipv6" : "ipv4");
  } catch {
    return undefined;
  }
  return list;
}

/** Node takes a name for that host alone, and no network with its length. */
function* nodeForms(entry: string): Generator<string> {
  const [, network = "", bits] = /^([0-9.]+)\/(\d+)$/.exec(entry) ?? [];
  if (bits !== undefined && isIPv4(network) && Number(bits) <= 32) {
    const start = network.split(".").reduce((all, part) => all * 256 + Number(part), 0);
    const size = 2 ** (32 - Number(bits));
    const first = Math.floor(start / size) * size;
    yield `${dotted(first)}-${dotted(first + size - 1)}`;
    return;
  }
  yield entry;
  if (/^[a-z]/.test(entry)) yield `.${entry}`;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
