import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.e2e.test.ts", "test/**/*.long.test.ts", "test/**/*.speed.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 240_000,
    // Files share what they import, which took a quarter of the time otherwise.
    isolate: false,
    // Two cores is what CI has; more workers only make the engine's memory add up.
    maxWorkers: 2,
  },
});
