import { describe, expect, test } from "vitest";
import { proxyEnvironment, proxyFor } from "../../operator/proxy.ts";

const PROXY = "http://proxy.example.com:3128";
const AWS = "https://secretsmanager.eu-central-1.amazonaws.com";

describe("the proxy that an address is reached through", () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    [AWS, {}, undefined],
    [AWS, { HTTPS_PROXY: PROXY }, PROXY],
    [AWS, { https_proxy: PROXY, HTTPS_PROXY: "http://other" }, PROXY],
    [AWS, { HTTP_PROXY: PROXY }, undefined],
    ["http://aws.test", { HTTP_PROXY: PROXY }, PROXY],
    [AWS, { HTTPS_PROXY: "proxy.example.com:3128" }, PROXY],
    [AWS, { HTTPS_PROXY: PROXY, NO_PROXY: "*" }, undefined],
    [AWS, { HTTPS_PROXY: PROXY, NO_PROXY: "amazonaws.com" }, undefined],
    [AWS, { HTTPS_PROXY: PROXY, NO_PROXY: ".amazonaws.com" }, undefined],
    [AWS, { HTTPS_PROXY: PROXY, NO_PROXY: "*.amazonaws.com" }, undefined],
    [AWS, { HTTPS_PROXY: PROXY, NO_PROXY: "aws.com, other.com" }, PROXY],
    ["https://example.com", { HTTPS_PROXY: PROXY, NO_PROXY: ".example.com" }, PROXY],
    ["https://10.20.30.40:6443", { HTTPS_PROXY: PROXY, NO_PROXY: "10.0.0.0/8" }, undefined],
    ["https://11.20.30.40:6443", { HTTPS_PROXY: PROXY, NO_PROXY: "10.0.0.0/8" }, PROXY],
    ["https://[fd00::1]:6443", { HTTPS_PROXY: PROXY, NO_PROXY: "fd00::/8" }, undefined],
    ["https://api.test:6443", { HTTPS_PROXY: PROXY, NO_PROXY: "api.test:6443" }, undefined],
    ["https://api.test", { HTTPS_PROXY: PROXY, NO_PROXY: "api.test:6443" }, PROXY],
    ["https://127.0.0.1:6443", { HTTPS_PROXY: PROXY }, undefined],
    ["https://localhost:6443", { HTTPS_PROXY: PROXY }, undefined],
    ["https://[::1]:6443", { HTTPS_PROXY: PROXY }, undefined],
    ["http://169.254.169.254/latest", { HTTP_PROXY: PROXY }, undefined],
  ])("%s with %j: %s", (address, env, proxy) => {
    expect(proxyFor(address, env)).toBe(proxy);
  });
});

test("Node is told of networks and of names in its own form", () => {
  expect(proxyEnvironment({})).toBeUndefined();
  expect(proxyEnvironment({ HTTPS_PROXY: "" })).toBeUndefined();
  const { https_proxy, no_proxy = "" } =
    proxyEnvironment({ HTTPS_PROXY: PROXY, NO_PROXY: "10.1.0.0/16, example.com 1.2.3.4" }) ?? {};
  expect(https_proxy).toBe(PROXY);
  for (const form of ["10.1.0.0-10.1.255.255", "example.com", ".example.com", "1.2.3.4", "127.0.0.0-127.255.255.255"])
    expect(no_proxy.split(",")).toContain(form);
});

test.each(["socks5://user@proxy:1080", "http://host:port"])("%s is refused, and not repeated", (address) => {
  const secret = `${address}password`;
  expect(() => proxyEnvironment({ HTTPS_PROXY: secret })).toThrow("HTTPS_PROXY is not the address of an HTTP proxy.");
  try {
    proxyEnvironment({ HTTPS_PROXY: secret });
  } catch (error) {
    expect(String(error)).not.toContain("password");
  }
});
