// CommonJS, because it must load on a Node too old for the rest: whoever names this pack from a project of their own runs
// it on the Node of their PATH. What it imports is loaded by Node itself; a first file that ends in .ts would be compiled by
// the SDK's TypeScript 3.8, which refuses it.
const ALREADY_EXPLAINED = 32;

module.exports = (async () => {
  const { isNewEnough, tooOld } = await import("../launch/node.js");
  if (!isNewEnough()) {
    console.error(tooOld());
    process.exit(ALREADY_EXPLAINED);
  }
  await import("./index.ts");
})();
