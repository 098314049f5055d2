import { defineConfig } from "vitest/config";

// What takes too long for every change: whole runs of every provider, and many commands as processes of their own.
export default defineConfig({
  test: {
    include: ["test/slow/**/*.test.ts"],
    pool: "threads",
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
