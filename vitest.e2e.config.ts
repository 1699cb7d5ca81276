import { defineConfig } from "vitest/config";

/** Suites with a real control plane, whose programs are built from their sources the first time: one after the other. */
export default defineConfig({
  test: {
    include: ["test/e2e/*.e2e.test.ts"],
    globalSetup: ["test/support/global-setup.ts", "test/e2e/global-setup.ts"],
    testTimeout: 900_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
