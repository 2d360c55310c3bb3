// Plain JavaScript, because the SDK compiles a pack's first file by ts-node where it ends in .ts: TypeScript 3.8 then
// refuses it. What it imports is loaded by Node itself.
import "./index.ts";
