import { defineConfig } from "vitest/config";

const node = {
  environment: "node" as const,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  pool: "forks" as const,
  maxWorkers: 2,
};

/** Files share the modules of their worker: loading them for each of some 300 files took longer than what they test. */
const unit = { ...node, isolate: false, setupFiles: ["test/helpers/testFileSetup.ts"] };

/** Tests that run the built programs. */
const built = {
  globalSetup: ["test/helpers/builtPrograms.ts"],
  // What must hold after every one of them.
  setupFiles: ["test/helpers/invariantSetup.ts"],
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...unit, name: "unit", include: ["test/unit/**/*.test.ts"], exclude: ["test/unit/renderer/**"] } },
      { test: { ...unit, name: "renderer", environment: "jsdom", include: ["test/unit/renderer/**/*.test.{ts,tsx}"] } },
      { test: { ...node, ...built, name: "contract", include: ["test/contract/**/*.test.ts"] } },
      {
        test: {
          ...node,
          ...built,
          name: "long",
          include: [
            "test/integration/reading/realDocuments.test.ts",
            "test/integration/store/crash.test.ts",
            "test/integration/answerTables/kill.test.ts",
            "test/unit/downloads/faults.test.ts",
            "test/unit/summarize/failover.test.ts",
            "test/unit/watchedFolders/manyFiles.test.ts",
            "test/long/llamaServer.test.ts",
          ],
          env: { TRAMONTANE_LONG: "1" },
        },
      },
      { test: { ...node, ...built, name: "integration", include: ["test/integration/**/*.test.ts"] } },
    ],
  },
});
