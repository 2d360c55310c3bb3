import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { allCredentials, stepsFor } from "../../catalogue/index.ts";
import { OperatorError } from "../../operator/errors.ts";
import { nameStack } from "../../operator/name-stack.ts";
import { credential, Generator } from "./values.ts";
import { stackText, World } from "./world.ts";

// A stack called otherwise than its environment: messages that take one for the other name a stack that is not this one.
const STACK = "live";

let world: World;

function liveWorld(): World {
  world = new World();
  writeFileSync(path.join(world.folder, `Pulumi.${STACK}.yaml`), stackText("production"));
  return world;
}

test.each<[string, string]>([
  ["Put it: npm run secrets -- put openai.", "Put it: npm run secrets -- put openai --stack live."],
  ["npm run secrets -- doctor shows what", "npm run secrets -- doctor --stack live shows what"],
  ["npm run secrets -- verify tells", "npm run secrets -- verify --stack live tells"],
  ["Create it: npm run up -- --stack <stack>.", "Create it: npm run up -- --stack live."],
  ["npm run up -- --stack <stack> --refresh", "npm run up -- --stack live --refresh"],
  ["npm run secrets -- put jira --stack live", "npm run secrets -- put jira --stack live"],
  ["npm run secrets -- revoke openai --stack live --live", "npm run secrets -- revoke openai --stack live --live"],
  ["npm run secrets -- --help", "npm run secrets -- --help"],
  ["no command at all", "no command at all"],
])("%s", (text, named) => {
  expect(nameStack(text, STACK)).toBe(named);
});

const ids = allCredentials.map(({ id }) => id);
const COMMANDS: readonly (readonly string[])[] = [
  ["list"],
  ["due", "--within", "500d"],
  ["doctor"],
  ["verify"],
  ["adopt"],
  ["report", "--out", "report.html"],
  ...["guide", "put", "rotate", "rollback", "revoke"].flatMap((verb) => ids.map((id) => [verb, id])),
];

const CHANGES: Readonly<Record<string, (world: World) => void>> = {
  "with nothing wrong": () => {},
  "with stores that refuse": ({ aws, azure }) => {
    for (const store of [aws, azure]) {
      for (const call of ["put", "inspect", "wayBack"] as const) {
        const cure = "Create it first: npm run up -- --stack <stack>. Then: npm run secrets -- put openai.";
        store.trouble.set(call, new OperatorError("It does not exist.", cure));
      }
    }
  },
};

test.each(Object.entries(CHANGES))(
  "every command names its own stack, %s",
  async (_, change) => {
    change(liveWorld());
    let printed = 0;
    for (const words of COMMANDS) {
      for (const json of [[], ["--json"]]) {
        const { stdout, stderr } = await world.run([...words, "--stack", STACK, "--yes", ...json]);
        for (const [command] of `${stdout}\n${stderr}`.matchAll(
          /(?:npm run (?:up|secrets)|pulumi (?:config|import|stack|refresh)) [^\n]*/g,
        )) {
          printed++;
          expect(command, words.join(" ")).toMatch(/--stack live\b|--help/);
          expect(command, words.join(" ")).not.toMatch(/--stack (?:production|staging|<stack>)/);
        }
      }
    }
    expect(printed).toBeGreaterThan(20);
  },
  180_000,
);

test("the guide names what is made at the vendor after the environment, which is not the stack's name", async () => {
  liveWorld();
  expect((await world.run(["guide", "openai"])).stdout).toContain("qualisys-staging");
  expect((await world.run(["guide", "openai", "--json"])).stdout).toContain("qualisys-staging");
  expect((await world.run(["guide", "openai", "--stack", STACK])).stdout).toContain("qualisys-production");
  for (const each of allCredentials) {
    expect(JSON.stringify(stepsFor(each, "staging"))).not.toMatch(/\{environment\}|qualisys-production/);
  }
});

test("a value that a store's clock dates ahead is 0 days old", async () => {
  liveWorld();
  await world.run(["put", "openai"], {
    piped: JSON.stringify(new Generator(1).values(credential("openai"))),
  });
  world.clock = new Date(world.clock.getTime() - 1000);
  const { stdout } = await world.run(["list", "--json"]);
  expect(stdout).toContain('"ageDays": 0');
  expect(stdout).not.toContain('"ageDays": -');
});

test("a credential's id in other letters is recognized", async () => {
  liveWorld();
  expect((await world.run(["guide", "OpenAI"])).stderr).toContain("Did you mean openai?");
});
