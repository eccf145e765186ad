import { defineConfig } from "vitest/config";

const node = {
  environment: "node" as const,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  pool: "forks" as const,
  maxWorkers: 2,
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...node, name: "unit", include: ["test/unit/**/*.test.ts"], exclude: ["test/unit/renderer/**"] } },
      { test: { ...node, name: "renderer", environment: "jsdom", include: ["test/unit/renderer/**/*.test.{ts,tsx}"] } },
      { test: { ...node, name: "contract", include: ["test/contract/**/*.test.ts"] } },
      { test: { ...node, name: "integration", include: ["test/integration/**/*.test.ts"] } },
    ],
  },
});
