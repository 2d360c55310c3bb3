// The SDK loads a TypeScript compiler and npm's own installer at its start, to send functions to a cloud, and what runs
// its own engine. Nothing here does either, and they are a quarter of the time that a preview takes on a fresh machine.
// They are loaded when they are used.
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
  const standIn = replace(require, file, exports);
}

/**
 * @param {NodeJS.Require} require from where a module is required
 * @param {string} id as it is required there
 * @param {object} exports what is found there from now on
 */
function replace(require, id, exports) {
  const file = require.resolve(id);
  const standIn = Object.assign(new Module(file), { filename: file, loaded: true, exports });
  require.cache[file] = standIn;
  return standIn;
}

/** Puts off what the SDK needs for sending functions, and for its Automation API. */
export function putOffUnused() {
  inSdk((sdk) => {
    putOff(sdk, "./typescript-shim.js");
    putOff(sdk, "@npmcli/arborist");
    putOff(sdk, "./automation");
  });
}

/**
 * Leaves out the TypeScript 3.8 that the SDK puts before every policy pack. A pack whose first file is JavaScript does
 * not use it: what that imports is run by Node itself.
 */
export function leaveOutCompiler() {
  inSdk((sdk) => {
    replace(sdk, "./vendor/ts-node@7.0.1", { register: () => {} });
    replace(sdk, "./vendor/typescript@3.8.3/typescript.js", { version: "3.8.3" });
  });
}

/**
 * An SDK that is arranged otherwise loads what it always did.
 * @param {(sdk: NodeJS.Require) => void} change
 */
function inSdk(change) {
  try {
    change(createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi")));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
  }
}
