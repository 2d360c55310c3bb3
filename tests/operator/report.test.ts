import { beforeEach, expect, test } from "vitest";
import { credentials } from "../../catalogue/index.ts";
import { OperatorError } from "../../operator/errors.ts";
import { reportOf } from "./sample-report.ts";
import { World } from "./world.ts";

let world: World;

beforeEach(() => {
  world = new World();
});

test("the report is one page, complete in itself, that runs nothing and fetches nothing", async () => {
  const text = await reportOf(world);
  expect(text).toMatch(/^<!doctype html>/);
  expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=|src=/i);
});

test("the report names every credential, its state, its limits and its dates", async () => {
  const text = await reportOf(world);
  for (const { service, limits } of credentials) {
    expect(text).toContain(service);
    if (limits !== undefined) expect(text).toContain(limits.costControl.replaceAll("&", "&amp;"));
  }
  expect(text).toContain(">overdue by 85 days<");
  expect(text.match(/class="late"/g)).toHaveLength(2);
  expect(text).toContain('aria-label="OpenAI: due 2026-04-01, overdue by 85 days"');
  expect(text).toContain(">missing<");
});

test("the operator's words in a report are text, whatever they hold", async () => {
  world.cluster.trouble = `could not <b>get</b> "x" & 'y'`;
  const text = await reportOf(world);
  expect(text).toContain("could not &lt;b&gt;get&lt;/b&gt; &quot;x&quot; &amp; &#39;y&#39;");
});

test("a report that cannot be asked for everything says so in its place, on standard error and by its exit status", async () => {
  world.aws.trouble.set("inspect", new OperatorError("Nobody is signed in to AWS."));
  const { status, stderr } = await world.run(["report", "--out", "report.html"]);
  expect(status).toBe(1);
  expect(stderr.match(/ {2}aws: Nobody is signed in to AWS\./g)).toHaveLength(1);
  expect(world.files.get("report.html")).toContain("Nobody is signed in to AWS.");
  expect((await world.run(["report"])).status).toBe(2);
});
