import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { openStores } from "../../operator/stores/open.ts";
import { settingsSchema } from "../../stack-settings.ts";

test("a look at the clouds needs no kubeconfig; whatever needs the cluster says what is missing", async () => {
  const kubeconfig = path.join(mkdtempSync(path.join(tmpdir(), "qualisys-open-")), "config");
  writeFileSync(kubeconfig, "{apiVersion: v1, kind: Config, clusters: [], contexts: [], users: []}\n");
  vi.stubEnv("KUBECONFIG", kubeconfig);
  const settings = settingsSchema.parse({
    environment: "staging",
    secretPrefix: "qualisys-staging",
    startedEpics: [1],
    aws: {
      region: "eu-central-1",
      accountId: "123456789012",
      alarmEmails: ["security@example.com"],
      trail: "existing",
      deployerRole: "arn:aws:iam::123456789012:role/deployer",
    },
    kubernetes: {
      cloud: "aws",
      oidcIssuer: "https://issuer.example.com",
      namespaces: ["staging"],
      context: "shop",
    },
  });
  const stores = await openStores(settings, fetch);
  expect(stores.clouds.map(({ cloud }) => cloud)).toEqual(["aws"]);
  expect(() => stores.cluster).toThrow('Your kubeconfig has no context "shop"');
  vi.unstubAllEnvs();
});
