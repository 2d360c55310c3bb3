import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../operator/stack.ts";
import { AwsStore } from "../../operator/stores/aws.ts";
import { credential } from "./values.ts";
import { World } from "./world.ts";

// moto gives every version the time of the question as its date, so AWS's answers are made here.
const day = (date: string) => Date.parse(date) / 1000;
const answers: Record<string, object> = {
  DescribeSecret: { Tags: [], LastChangedDate: day("2026-07-30"), LastRotatedDate: day("2026-01-01") },
  ListSecretVersionIds: {
    Versions: [
      { VersionId: "old", VersionStages: ["AWSPREVIOUS"], CreatedDate: day("2026-02-02") },
      { VersionId: "seed", VersionStages: ["PLACEHOLDER"], CreatedDate: day("2026-07-29") },
      { VersionId: "new", VersionStages: ["AWSCURRENT"], CreatedDate: day("2026-04-01") },
    ],
  },
};
const server = createServer((request, response) => {
  const action = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(answers[action] ?? {}));
});
const before = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
});
afterAll(() => {
  process.env = before;
  server.close();
  server.closeAllConnections();
});

test("the age is that of the version in service, whatever was tagged or seeded later", async () => {
  const { aws } = readSettings(new World().folder, "staging");
  if (aws === undefined) throw new Error("the stack has no AWS");
  expect(await new AwsStore(aws, "any").inspect(credential("openai"))).toEqual({
    status: "provided",
    since: "2026-04-01T00:00:00.000Z",
    valueId: "new",
  });
});
