import { writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reportSchema } from "../../../electron/contract/summaries.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";
import { type RunningServer, startServer } from "../../helpers/runningServer.ts";

describe("commands beside each other", () => {
  let folder: string;
  let model: string;
  let letters: string[];
  let data: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    model = path.join(folder, "chooses.gguf");
    writeTinyModel(model, { endBias: 2, ownMetadata: { prompts: "plain", chunkTokens: 600 } });
    letters = await Promise.all(
      ["Ardon", "Belmont", "Corin"].map(async (place, at) => {
        const sections = Array.from({ length: 5 }, (_, part) => {
          const sentences = Array.from(
            { length: 30 },
            (__, n) =>
              `In year ${String(1900 + at * 200 + part * 30 + n)} the mill of ${place} ground ${String(n + 3)} tons.`,
          );
          return `## Part ${String(part + 1)}\n\n${sentences.join(" ")}`;
        });
        const file = path.join(folder, `${place}.md`);
        await writeFile(file, `# The mill of ${place}\n\n${sections.join("\n\n")}\n`);
        return file;
      }),
    );
  });
  beforeEach(() => {
    data = temporaryFolder();
  });

  const summarize = (letter: string, options?: Parameters<typeof runCli>[1]) =>
    runCli(["summarize", letter, "--json", "--model", model, "--data-dir", data], options);
  const reportsOf = (stdout: string) =>
    stdout
      .trim()
      .split("\n")
      .map((line) => reportSchema.parse(JSON.parse(line)));

  it("share the library, whoever opened it, and end each with its own result", async () => {
    const results = await Promise.all([
      ...letters.map((letter) => summarize(letter)),
      runCli([
        "check",
        letters[0] ?? "",
        "The mill of Ardon ground 3 tons.",
        "--json",
        "--no-model",
        "--data-dir",
        data,
      ]),
      runCli(["models", "--json", "--data-dir", data]),
    ]);
    expect(results.map(({ code, stderr }) => [code, code === 0 ? "" : stderr])).toEqual(results.map(() => [0, ""]));
    const names = results.slice(0, 3).map(({ stdout }) => reportsOf(stdout).map(({ document }) => document.name));
    expect(names).toEqual([["Ardon.md"], ["Belmont.md"], ["Corin.md"]]);
    expect(existsSync(path.join(data, "door.json"))).toBe(false);
  });

  it("work in the running application, whose engine answers", async () => {
    const server = await startServer(data);
    try {
      const { code, stdout } = await summarize(letters[0] ?? "");
      expect(code).toBe(0);
      expect(reportsOf(stdout)).toHaveLength(1);
      expect(server.child("engine")).not.toBeNull();
      expect((await server.client.models.list()).some(({ fileName }) => fileName === "chooses.gguf")).toBe(true);
      expect((await runCli(["serve", "--data-dir", data])).stderr).toContain("DATA_DIR_LOCKED");
    } finally {
      await server.stop();
    }
  });

  it("go on by themselves where the application that served them is killed", async () => {
    const server = await startServer(data);
    const { code, stdout, stderr } = await summarize(letters[0] ?? "", {
      at: ["Summarizing 1 of", () => void process.kill(server.pid, "SIGKILL")],
    });
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
    expect(reportsOf(stdout)).toHaveLength(1);
    await server.stop();
  });

  it("give the library to an application that starts, and go on in it", async () => {
    const started = Promise.withResolvers<RunningServer>();
    const { code, stdout, stderr } = await summarize(letters[0] ?? "", {
      at: ["Summarizing 1 of", () => started.resolve(startServer(data))],
    });
    const server = await started.promise;
    try {
      expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
      expect(reportsOf(stdout)).toHaveLength(1);
      expect((await server.client.jobs.list()).some(({ kind }) => kind === "summarize")).toBe(true);
    } finally {
      await server.stop();
    }
  });

  it("leave no work behind in the application when they are killed", async () => {
    const server = await startServer(data);
    try {
      const { code } = await summarize(letters[0] ?? "", { interruptAt: "Summarizing 1 of", interruptWith: "SIGKILL" });
      expect(code).toBeNull();
      for (const { id, kind } of await server.client.jobs.list()) {
        if (kind !== "summarize") continue;
        const events = [];
        for await (const event of await server.client.jobs.attach({ jobId: id })) events.push(event.type);
        expect(events.at(-1)).toBe("cancelled");
      }
    } finally {
      await server.stop();
    }
  });
});
