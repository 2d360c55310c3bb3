// What makes every run of the program under the engine cheaper; loaded before the SDK (check.js), on Node 24.
import module from "node:module";
import { putOffUnused } from "./later.js";
import { COMPILED } from "./node.js";

// A runner is thrown away, and what is compiled with it: keeping it would cost a fifth of the run and save nothing.
if (process.env.CI === undefined) module.enableCompileCache(COMPILED);

putOffUnused();

// The SDK takes a stack trace for each of its thousands of promises, and the language host has source-map-support look
// every line of them up in source maps. The program's own files need none: Node runs them as they stand. So Node goes on
// to write the traces itself, whatever is installed later: a quarter of an update's processor time.
Object.defineProperty(Error, "prepareStackTrace", { get: () => undefined, set: () => {}, configurable: true });
