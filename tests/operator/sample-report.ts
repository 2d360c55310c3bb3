import { credential, Generator } from "./values.ts";
import type { World } from "./world.ts";

const generator = new Generator(6);

/** A page of a stack with values of several ages, one of them overdue, and one delivery that fails. */
export async function reportOf(made: World): Promise<string> {
  const put = (id: string) => made.run(["put", id], { piped: JSON.stringify(generator.values(credential(id))) });
  made.clock = new Date("2026-01-20T00:00:00.000Z");
  await put("openai");
  made.clock = new Date("2026-05-20T00:00:00.000Z");
  await put("sendgrid");
  await put("google-oauth");
  made.clock = new Date("2026-06-20T00:00:00.000Z");
  await put("anthropic");
  made.clock = new Date("2026-06-25T09:30:00.000Z");
  made.azure.absent.add("github-app");
  await made.run(["report", "--out", "report.html"]);
  return made.files.get("report.html") ?? "";
}
