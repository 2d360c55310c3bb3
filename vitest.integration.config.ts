import { defineConfig } from "vitest/config";

const shared = { testTimeout: 120_000, hookTimeout: 120_000 };

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
