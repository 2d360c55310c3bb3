import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/integration/**", "node_modules/**"],
    // A machine that builds at the same time is slow, and not wrong.
    testTimeout: 30_000,
  },
});
