import { defineConfig } from "vitest/config";

// What hangs is ended. A machine that builds at the same time is slow, and not wrong: with a load of 20 on two cores the
// first update of a whole stack has taken over two minutes.
const shared = { testTimeout: 600_000, hookTimeout: 600_000 };

// The real engine, emulated clouds, a real API server: minutes, so apart from `npm test`. Each project builds and
// starts only what its own tests need: `npm run test:integration -- --project cluster`.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: "engine",
          include: ["tests/integration/**/*.test.ts"],
          exclude: ["tests/integration/cluster/**", "tests/integration/lost/**"],
          globalSetup: ["tests/integration/setup.ts"],
        },
      },
      {
        test: {
          ...shared,
          name: "histories",
          include: ["tests/integration/lost/**/*.test.ts"],
          globalSetup: ["tests/integration/setup.ts"],
        },
      },
      {
        test: {
          ...shared,
          // A cluster is several programs, one after the other.
          hookTimeout: 300_000,
          name: "cluster",
          include: ["tests/integration/cluster/**/*.test.ts"],
          globalSetup: ["tests/integration/cluster/setup.ts"],
        },
      },
    ],
  },
});
