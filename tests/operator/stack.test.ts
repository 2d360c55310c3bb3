import { appendFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { credential, Generator } from "./values.ts";
import { World } from "./world.ts";

test("an encrypted setting is named, and a key that stands as its name is not repeated", async () => {
  const world = new World();
  const [key] = Object.values(new Generator(11).values(credential("openai")));
  appendFileSync(
    path.join(world.folder, "Pulumi.staging.yaml"),
    `  qualisys-secrets:jwt:\n    secure: v1:x\n  qualisys-secrets:${key}:\n    secure: v1:x\n`,
  );
  const { status, stderr } = await world.run(["list"]);
  expect(stderr).toContain(
    `holds encrypted settings (qualisys-secrets:jwt, qualisys-secrets:[${key?.length} characters])`,
  );
  expect(world.everything).not.toContain(key);
  expect(status).toBe(2);
});
