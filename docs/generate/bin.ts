import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DOCUMENTS } from "./documents.ts";

const [option, ...more] = process.argv.slice(2);
if (more.length > 0 || (option !== undefined && option !== "--check")) {
  console.error(
    "Usage: npm run docs [-- --check]\nWrites the derived documents in docs/; --check only tells which are stale.",
  );
  process.exit(2);
}
const stale: string[] = [];
for (const [name, derive] of Object.entries(DOCUMENTS)) {
  const file = path.join(path.dirname(import.meta.dirname), name);
  const text = await derive();
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (option === undefined) writeFileSync(file, text);
  stale.push(`docs/${name}`);
}
const names = stale.join(", ");
if (option === "--check" && stale.length > 0) {
  console.error(`Stale: ${names}. Run npm run docs.`);
  process.exit(1);
}
console.log(stale.length === 0 ? "The derived documents are up to date." : `Wrote ${names}.`);
