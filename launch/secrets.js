#!/usr/bin/env node
// `qualisys-secrets <command>`: the operators' commands, on a Node that can run them.
process.argv.splice(2, 0, "operator/bin.ts");
await import("./run.js");
