// Preloaded by the Pulumi language host (Pulumi.yaml, nodeargs): an older Node would fail on index.ts before its
// first line runs, with a stack trace that names neither the cause nor the cure.
import { isNewEnough, tooOld } from "./node.js";

// The language host reads this exit code as "the person has been told": it adds no message of its own.
const ALREADY_EXPLAINED = 32;

if (!isNewEnough()) {
  console.error(tooOld());
  process.exit(ALREADY_EXPLAINED);
}
await import("./quick.js");
