// Preloaded where `npm run up` starts Pulumi (NODE_OPTIONS), for the process that runs the policy pack: the engine begins
// nothing before that is up, and the SDK loads twice as much for it as it uses.
import path from "node:path";
import { leaveOutCompiler, putOffUnused } from "./later.js";
import { ROOT } from "./node.js";

// The engine runs a pack in the pack's folder. Somebody else's may be TypeScript that needs the compiler.
const isOurs = process.cwd() === path.join(ROOT, "policy");
if (isOurs && process.argv[1]?.includes(path.join("cmd", "run-policy-pack"))) {
  putOffUnused();
  leaveOutCompiler();
}
