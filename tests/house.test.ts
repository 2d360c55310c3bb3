import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

// Data goes one way: room -> the rooms it may import from (itself always). What is not listed may import nothing.
const ALLOWED: Record<string, readonly string[]> = {
  catalogue: [],
  "stack-settings.ts": ["stack-settings", "catalogue", "stack-file"],
  "stack-settings": ["catalogue"],
  "stack-file.ts": ["stack-file"],
  "stack-file": [],
  "command-line.ts": [],
  components: ["catalogue"],
  "index.ts": ["stack-settings.ts", "catalogue", "components"],
  scan: ["command-line.ts"],
  policy: ["catalogue", "scan"],
  operator: ["catalogue", "stack-settings.ts", "stack-file.ts", "command-line.ts"],
  preview: ["index.ts", "policy", "scan", "stack-file.ts", "command-line.ts"],
  permissions: [
    "preview",
    "operator",
    "components",
    "catalogue",
    "stack-settings.ts",
    "stack-file.ts",
    "command-line.ts",
  ],
  // A look at the cluster before an update begins; the scan, with the catalogue's formats.
  launch: ["operator", "catalogue", "scan", "command-line.ts"],
};

// They use the product and are no part of it: no room imports them.
const OUTSIDE = ["bench", "docs", "tests", "toolchain", "vitest.config.ts", "vitest.integration.config.ts"];

// Components take their arguments' shapes from the settings' schema, and nothing that runs.
const ALLOWED_TYPES: Record<string, readonly string[]> = { components: ["stack-settings.ts"] };

// The catalogue is pure data and arithmetic.
const PURE = ["catalogue"];

const root = path.dirname(import.meta.dirname);

function sources(entry: string): string[] {
  const file = path.join(root, entry);
  if (!existsSync(file)) return [];
  if (entry.endsWith(".ts")) return [entry];
  return readdirSync(file, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join(entry, name));
}

function isSource(entry: string): boolean {
  if (!statSync(path.join(root, entry)).isDirectory()) return entry.endsWith(".ts");
  return sources(entry).length > 0;
}

function imports(file: string): { specifier: string; typeOnly: boolean }[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)|(?:^|\n)import\s+"([^"]+)"/g;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: match[2] ?? match[3] ?? match[4] ?? "",
    typeOnly: match[1] !== undefined,
  }));
}

const rooms = Object.keys(ALLOWED).flatMap((room) => sources(room).map((file) => [room, file] as const));

test("every source is in a room", () => {
  const entries = readdirSync(root).filter((entry) => !entry.startsWith(".") && entry !== "node_modules");
  const known = [...Object.keys(ALLOWED), ...OUTSIDE];
  expect(entries.filter((entry) => !known.includes(entry) && isSource(entry))).toEqual([]);
  expect(rooms.length).toBeGreaterThan(20);
});

test.each(rooms)("%s: %s imports only what its room may", (room, file) => {
  for (const { specifier, typeOnly } of imports(file)) {
    if (!specifier.startsWith(".")) {
      if (PURE.includes(room)) expect.fail(`${file} imports ${specifier}, and ${room} imports nothing`);
      continue;
    }
    const target = path.relative(root, path.resolve(root, path.dirname(file), specifier));
    const targetRoom = target.split(path.sep)[0] ?? "";
    const allowed = [room, ...(ALLOWED[room] ?? []), ...(typeOnly ? (ALLOWED_TYPES[room] ?? []) : [])];
    expect(allowed, `${file} imports ${target}`).toContain(targetRoom);
    expect(specifier, "a relative import names its file").toMatch(/\.(?:ts|js)$/);
  }
});

// Other repositories use it with formats of their own.
test("the detector imports nothing of the project", () => {
  const detector = "scan/detect";
  const files = sources(detector);
  expect(files.length).toBeGreaterThan(15);
  const outside = files.flatMap((file) =>
    imports(file)
      .filter(({ specifier }) => specifier.startsWith("."))
      .map(({ specifier }) => path.join(path.dirname(file), specifier))
      .filter((target) => !target.startsWith(`${detector}/`))
      .map((target) => `${file} imports ${target}`),
  );
  expect(outside).toEqual([]);
});

const dependenciesOf = (folder: string) =>
  (
    JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    }
  ).dependencies;

function packagesOf(files: readonly string[]): string[] {
  const packageOf = (specifier: string) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const specifiers = files.flatMap((file) => imports(file).map(({ specifier }) => specifier));
  return [...new Set(specifiers.filter((specifier) => !/^[.]|^node:/.test(specifier)).map(packageOf))].sort();
}

// After `npm ci --omit=dev`, as the pipeline may install, only the dependencies are there.
test("the product imports no package that is for development alone", () => {
  const imported = packagesOf(rooms.map(([, file]) => file));
  expect(imported.length).toBeGreaterThan(15);
  expect(imported.filter((name) => !(name in dependenciesOf(".")))).toEqual([]);
});

// As a hook of another repository the scan is installed alone.
test("the scan's own package.json names what it imports, in the project's versions", () => {
  const own = dependenciesOf("scan");
  expect(Object.keys(own).sort()).toEqual(packagesOf(sources("scan")));
  expect(dependenciesOf(".")).toMatchObject(own);
});
