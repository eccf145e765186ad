import { expect, it, onTestFinished, vi } from "vitest";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { addDocument, startApplication } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { faithfulAnswer, scriptedEngine } from "./scriptedEngine.ts";
import { textDocument } from "./textDocument.ts";

const ranked = vi.hoisted(() => ({ times: 0 }));
vi.mock(import("../../../electron/core/extract/salience.ts"), async (original) => {
  const actual = await original();
  return {
    ...actual,
    salienceOf: (...input: Parameters<typeof actual.salienceOf>) => {
      ranked.times += 1;
      return actual.salienceOf(...input);
    },
  };
});

it("ranks the sentences for a model that chooses among them as often for many chunks as for a few", async () => {
  const timesOf = async (chapters: number): Promise<{ times: number; asked: number }> => {
    const engine = scriptedEngine({ answer: faithfulAnswer });
    const asked = { style: "starter", chunkTokens: 300 } as const;
    const app = startApplication(temporaryFolder(), { id: "b".repeat(64), path: "/nowhere/m.gguf" }, { engine, asked });
    onTestFinished(() => app.dispose());
    const pages = Array.from({ length: chapters }, (_, page) =>
      Array.from(
        { length: 40 },
        (_each, line) => `In year ${page * 40 + line} the mill ground ${line + 3} sacks of rye for the town.`,
      ).join(" "),
    );
    const input = textDocument(pages);
    addDocument(app.store, input);
    ranked.times = 0;
    const { jobId } = await app.summaries.start(input.document.id, summaryOptionsSchema.parse({}), null);
    await app.jobs.finished(jobId);
    return { times: ranked.times, asked: engine.asked.length };
  };
  const [few, many] = [await timesOf(2), await timesOf(8)];
  expect(many.asked).toBeGreaterThan(few.asked);
  expect(many.times).toBe(few.times);
});
