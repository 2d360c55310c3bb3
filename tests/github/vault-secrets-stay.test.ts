import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { requireUntouched, touchedSecrets } from "../../.github/scripts/vault-secrets-stay.ts";
import { credentials, isOperatorProvided, vaultSecrets } from "../../catalogue/index.ts";

const WORKFLOWS = path.resolve(import.meta.dirname, "../../.github/workflows");

const step = (op: string, name: string, type = "azure-native:keyvault:Secret") => ({
  op,
  urn: `urn:pulumi:staging::qualisys-secrets::a:b:C$${type}::${name}`,
});
const preview = (...steps: object[]) => JSON.stringify({ steps, changeSummary: { same: 1 } });

describe("the pipeline's look at operators' vault secrets", () => {
  const operated = credentials
    .filter(isOperatorProvided)
    .flatMap((one) => vaultSecrets(one).map(({ name }) => `azure-${one.category}-${name}`));

  test.each(operated)("stops an update of %s", (name) => {
    expect(() => requireUntouched("staging", preview(step("update", name)))).toThrow(`update ${name}`);
  });

  test.each(["update", "replace", "create-replacement", "delete-replaced", "delete", "discard", "unheard-of"])(
    "stops at the step %s",
    (op) => expect(touchedSecrets(preview(step(op, "azure-llm-llm-openai-api-key")))).toHaveLength(1),
  );

  test.each(["same", "create", "read", "refresh", "import"])("goes on at %s", (op) => {
    expect(touchedSecrets(preview(step(op, "azure-llm-llm-openai-api-key")))).toEqual([]);
  });

  test.each(["azure-native:keyvault/v20260201:Secret", "azure-native_keyvault_v20260201:keyvault/v20260201:Secret"])(
    "knows %s",
    (type) => expect(touchedSecrets(preview(step("update", "any", type)))).toHaveLength(1),
  );

  test("lets the program write what it generates, and other resources", () => {
    const others = [step("update", "azure-jwt-jwt-signing-key"), step("update", "v", "azure-native:keyvault:Vault")];
    expect(touchedSecrets(preview(...others))).toEqual([]);
  });

  test.each([
    ["", "no JSON document"],
    ["{}", "did not finish"],
    ['{"steps":[]}', "did not finish"],
    ['{"steps":[{"urn":"urn:x"}],"changeSummary":{}}', "unknown form"],
  ])("does not take %j for peace", (output, told) => {
    expect(() => touchedSecrets(output)).toThrow(told);
  });
});

test.each(["deploy.yml", "pull-request.yml"])("%s looks before each preview or update of a stack", (file) => {
  const { jobs } = parse(readFileSync(path.join(WORKFLOWS, file), "utf8")) as {
    jobs: Record<string, { steps: { run?: string }[] }>;
  };
  const live = Object.values(jobs)
    .map(({ steps }) => steps.map(({ run = "" }) => run))
    .filter((runs) => runs.some((run) => /npm run up|launch\/pulumi\.ts/.test(run)));
  expect(live.length).toBeGreaterThan(0);
  for (const runs of live) {
    const looks = runs.findIndex((run) => run.includes("vault-secrets-stay.ts"));
    expect(looks).toBeGreaterThan(-1);
    if (file === "deploy.yml") expect(looks).toBeLessThan(runs.findIndex((run) => run.startsWith("npm run up")));
  }
});
