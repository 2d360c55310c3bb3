import { defineConfig } from "vitest/config";

// The program acts on being imported: each of these needs a module registry in which nobody has imported it yet.
const OF_THE_PROGRAM = ["tests/operator/adopt.test.ts", "tests/preview/shipped-stacks.test.ts", "tests/readme.test.ts"];

const INTEGRATION = "tests/integration/**";

export default defineConfig({
  test: {
    // A machine that builds at the same time is slow, and not wrong.
    testTimeout: 30_000,
    // By default a core is left idle: half of them on a small machine.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "units",
          include: ["tests/**/*.test.ts"],
          exclude: [INTEGRATION, ...OF_THE_PROGRAM],
          // The SDKs are loaded once for each worker, not once for each file.
          isolate: false,
        },
      },
      { extends: true, test: { name: "program", include: OF_THE_PROGRAM } },
    ],
  },
});
