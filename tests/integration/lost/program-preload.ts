// Preloaded by NODE_OPTIONS into the program that the language host starts: the project's own index.ts runs, with the
// edits in place.
import { registerHooks } from "node:module";
import { editor, readEdits } from "./edits.ts";

const text = readEdits();
if (text !== undefined) {
  const edit = editor(text);
  registerHooks({ load: (url, context, next) => edit(url, next(url, context)) });
}
