import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/chaos/**", "test/slow/**", "test/browser/**", "**/node_modules/**"],
    pool: "threads",
    // Loading the modules anew for each file would take a quarter of the time; no test changes what modules share.
    isolate: false,
    // By default one core is left idle, and here are often only two.
    maxWorkers: "100%",
    testTimeout: 30_000,
  },
});
