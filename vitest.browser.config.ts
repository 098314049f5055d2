import { defineConfig } from "vitest/config";

/** The page of reports in a real browser: `npm run test:browser`. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    pool: "threads",
    // Each has a browser, and some measure how fast it is.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 180_000,
  },
});
