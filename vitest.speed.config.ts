import { defineConfig } from "vitest/config";

/** Times that are promised. They mean something on an idle machine only, so that they have a script of their own. */
export default defineConfig({
  test: {
    include: ["test/speed/**/*.speed.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 600_000,
    fileParallelism: false,
  },
});
