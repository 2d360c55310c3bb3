import { execFileSync, spawnSync } from "node:child_process";
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

/** Files over 250 lines, by why they still are. The list only shrinks. */
const LONG: Readonly<Record<string, readonly string[]>> = {
  "several nouns, to be split": [
    ".github/scripts/report.mjs",
    "components/aws/policies.ts",
    "components/aws/secret-store.ts",
    "tests/integration/lost/world.ts",
    "tests/integration/rig/engine.ts",
  ],
  "a table": [
    "permissions/table.ts",
    "policy/pack.ts",
    "tests/components/aws/cloudtrail-events.ts",
    "tests/policy/rules/cases/alarms.ts",
    "tests/policy/rules/cases/aws-access.ts",
    "tests/policy/rules/cases/kubernetes.ts",
    "tests/policy/rules/cases/protection.ts",
  ],
  "tests of one thing, to be split by what they look at": [
    "tests/components/aws/access.test.ts",
    "tests/components/aws/secret-store.test.ts",
    "tests/components/aws/spend-watch-function.test.ts",
    "tests/components/azure/secret-store.test.ts",
    "tests/components/kubernetes/delivery.test.ts",
    "tests/github/report.test.ts",
    "tests/integration/operator/clouds.test.ts",
    "tests/operator/aws.test.ts",
    "tests/operator/kubernetes.test.ts",
    "tests/operator/live.test.ts",
    "tests/operator/put.test.ts",
    "tests/operator/rotation.test.ts",
    "tests/stack-settings.test.ts",
  ],
};

/** Functions of the product with more than four parameters, counted by file. The list only shrinks. */
const MANY_PARAMETERS: Readonly<Record<string, number>> = {
  "components/aws/access-alarms.ts": 1,
  "components/aws/rotation-reminders.ts": 1,
  "components/aws/secret-category.ts": 4,
  "components/aws/secret-store.ts": 4,
  "components/aws/secret-writer.ts": 1,
  "components/aws/spend-watch.ts": 3,
  "components/azure/access-alarms.ts": 2,
  "components/azure/secret-category.ts": 2,
  "components/azure/secret-store.ts": 1,
  "components/azure/vault.ts": 2,
  "components/kubernetes/delivery.ts": 1,
  "operator/commands/verify.ts": 1,
  "operator/drill/step.ts": 1,
};

const root = path.dirname(import.meta.dirname);

function sources(entry: string): string[] {
  const file = path.join(root, entry);
  if (!existsSync(file)) return [];
  if (entry.endsWith(".ts")) return [entry];
  return readdirSync(file, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.split(path.sep).includes("node_modules"))
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

/** Every file of code that git knows, or would. */
const code = execFileSync(
  "git",
  ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.ts", "*.js", "*.mjs"],
  {
    cwd: root,
    encoding: "utf8",
  },
)
  .split("\0")
  .filter((file) => file !== "" && existsSync(path.join(root, file)))
  .sort();

test("no file has more than 250 lines, but for those that wait to be split", () => {
  const lines = (file: string) => readFileSync(path.join(root, file), "utf8").split("\n").length - 1;
  // A file that is split leaves the list in the same commit.
  expect(code.filter((file) => lines(file) > 250)).toEqual(Object.values(LONG).flat().sort());
});

test("no function takes more than four parameters, but for those that wait to be changed", () => {
  const biome = path.join(root, "node_modules/@biomejs/biome/bin/biome");
  const options = ["--only=complexity/useMaxParams", "--reporter=json", "--max-diagnostics=none"];
  const { stdout } = spawnSync(process.execPath, [biome, "lint", ...options, ...Object.keys(ALLOWED)], {
    cwd: root,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { path: string } }[] };
  const found: Record<string, number> = {};
  for (const { location } of diagnostics) found[location.path] = (found[location.path] ?? 0) + 1;
  // Where there are fewer, the list shrinks in the same commit.
  expect(found).toEqual(MANY_PARAMETERS);
});

test("no file imports itself by way of others, types included", () => {
  const known = new Set(code);
  const targets = new Map(
    code.map((file) => [
      file,
      imports(file)
        .map(({ specifier }) => path.join(path.dirname(file), specifier))
        .filter((target) => known.has(target)),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) circles.push([...way.slice(start), file].join(" -> "));
    if (start >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of code) visit(file, []);
  expect(circles).toEqual([]);
});
