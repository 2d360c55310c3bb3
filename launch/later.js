// The SDK loads a TypeScript compiler and npm's own installer at its start, to send functions to a cloud. Nothing here
// does, and they are a quarter of the time that a preview takes on a fresh machine. They are loaded when they are used.
import { createRequire, Module } from "node:module";

/**
 * Puts a module off until something of it is asked for.
 * @param {NodeJS.Require} require from where it is required
 * @param {string} id as it is required there
 */
export function putOff(require, id) {
  const file = require.resolve(id);
  if (require.cache[file] !== undefined) return;
  const loaded = () => {
    if (require.cache[file] === standIn) delete require.cache[file];
    return require(file);
  };
  const exports = new Proxy(
    {},
    {
      // Said to be compiled from an ES module, it is taken as it is, and not copied key by key.
      get: (_, key) => (key === "__esModule" ? true : key === "default" ? loaded() : loaded()[key]),
      has: (_, key) => key in loaded(),
    },
  );
  const standIn = Object.assign(new Module(file), { filename: file, loaded: true, exports });
  require.cache[file] = standIn;
}

/** Puts off what the SDK needs for sending functions alone. An SDK that is arranged otherwise loads it as it always did. */
export function putOffClosures() {
  try {
    const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
    putOff(sdk, "./typescript-shim.js");
    putOff(sdk, "@npmcli/arborist");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
  }
}
