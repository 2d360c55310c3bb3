// Runs in a process of its own (program-host.ts): the project's program, evaluated anew for each run of the engine as the
// Automation API does with a program of its own process.
import { createHash } from "node:crypto";
import { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as Grpc from "@grpc/grpc-js";
import { ROOT } from "../../../launch/node.js";
import { editor, readEdits } from "./edits.ts";

// The SDK's own server of such programs, and its own copy of the protocol's library.
Object.defineProperty(Error, "stackTraceLimit", { get: () => 0, set: () => {} });
const fromSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
const { LanguageServer } = fromSdk("./automation/server.js") as {
  LanguageServer: new (program: () => Promise<unknown>) => Grpc.UntypedServiceImplementation;
};
const { LanguageRuntimeService } = fromSdk("./proto/language_grpc_pb.js") as {
  LanguageRuntimeService: Grpc.ServiceDefinition;
};
const grpc = fromSdk("@grpc/grpc-js") as typeof Grpc;

const [main = "index.ts"] = process.argv.slice(2);
const OWN = pathToFileURL(`${ROOT}${path.sep}`).href;
const INSTALLED = pathToFileURL(`${ROOT}${path.sep}node_modules${path.sep}`).href;
const VARIANT = "variant";
const variants = new Map<string, ReturnType<typeof editor>>();
let runs = 0;

// The project's own modules are there once for each variant of the program; installed ones stay loaded.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const variant = new URL(context.parentURL ?? OWN).searchParams.get(VARIANT);
    if (variant === null || !resolved.url.startsWith(OWN) || resolved.url.startsWith(INSTALLED)) return resolved;
    const url = new URL(resolved.url);
    url.searchParams.set(VARIANT, variant);
    return { ...resolved, url: url.href };
  },
  load(url, context, next) {
    const edit = variants.get(new URL(url).searchParams.get(VARIANT) ?? "");
    const loaded = next(url, context);
    return edit === undefined ? loaded : edit(url, loaded);
  },
});

/** What the program exports; a run is of the variant that the file of edits tells at this moment. */
async function program(): Promise<unknown> {
  const edits = readEdits() ?? "[]";
  const variant = createHash("sha256").update(edits).digest("hex").slice(0, 16);
  if (!variants.has(variant)) variants.set(variant, editor(edits));
  const url = pathToFileURL(path.resolve(main));
  runs += 1;
  url.search = String(new URLSearchParams({ [VARIANT]: variant, run: String(runs) }));
  const program = await import(url.href);
  return program.default ?? { ...program };
}

const server = new grpc.Server();
server.addService(LanguageRuntimeService, new LanguageServer(program));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.send?.(port);
});
process.once("disconnect", () => process.exit());
