import { defineConfig } from "vitest/config";

/** The long kill-anywhere test: `npm run test:chaos`. */
export default defineConfig({
  test: {
    include: ["test/chaos/**/*.test.ts"],
    pool: "threads",
    fileParallelism: false,
    // Each case has a child process that is mostly busy.
    maxConcurrency: 3,
    reporters: ["default"],
  },
});
