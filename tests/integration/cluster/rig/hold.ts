import { startControlPlane } from "./control-plane.ts";
import { Processes } from "./processes.ts";

// Run by rig.test.ts, which ends it in various ways.
const processes = new Processes();
console.log(processes.folder);
await startControlPlane(processes, "https://issuer.example.test");
console.log("up");
setInterval(() => {}, 60_000);
