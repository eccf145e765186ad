import { describe, expect, it, onTestFinished } from "vitest";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { addDocument, startApplication } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { faithfulAnswer, scriptedEngine } from "./scriptedEngine.ts";
import { textDocument } from "./textDocument.ts";

const model = { id: "d".repeat(64), path: "/nowhere/model.gguf" };
const standard = summaryOptionsSchema.parse({});
const input = textDocument([
  "The council met on Monday. The harbour budget grew by four percent. Nobody objected to it.",
]);
const text = "The budget of the harbour grew by four percent.";

function start() {
  const app = startApplication(temporaryFolder(), model, { engine: scriptedEngine({ answer: faithfulAnswer }) });
  onTestFinished(() => app.dispose());
  addDocument(app.store, input);
  const make = async (options: Partial<typeof standard> = {}, another = false) => {
    const asked = { ...standard, ...options };
    const { summaryId, jobId } = await app.summaries.start(input.document.id, asked, null, { another });
    await app.jobs.finished(jobId);
    return app.summaries.get(summaryId);
  };
  return { app, make };
}

describe("a point that a person corrects", () => {
  it("is checked again, counted in the receipt and kept, wherever it stands in the summary", async () => {
    const { app, make } = start();
    const summary = await make();
    expect(summary.coverage?.sections).toMatchObject({ spoken: 0, quoted: 1 });
    const point = summary.points[1];
    expect(point?.text).toBe("The harbour budget grew by four percent.");
    const corrected = await app.summaries.correct(summary.id, point?.id ?? "", ` ${text}\n`);
    expect(app.summaries.get(summary.id)).toEqual(corrected);
    for (const points of [corrected.points, corrected.sections[0]?.points ?? []]) {
      const own = points.filter(({ corrected: isOwn }) => isOwn);
      expect(own.map((each) => each.text)).toEqual([text]);
      expect(own[0]).toMatchObject({ quoted: false, support: "verified", by: "code" });
      expect(own[0]?.citations.map(({ quote }) => quote)).toEqual(["The harbour budget grew by four percent."]);
    }
    expect(corrected.coverage?.sections).toMatchObject({ spoken: 1, quoted: 0 });
    const wrong = await app.summaries.correct(summary.id, point?.id ?? "", "The harbour budget grew by nine percent.");
    expect(wrong.points[1]?.support).not.toBe("verified");
    expect(app.store.corrections.list(input.document.id).map((each) => each.text)).toEqual([
      "The harbour budget grew by nine percent.",
    ]);
  });

  it("stays when the summary is made anew in the same language", async () => {
    const { app, make } = start();
    const summary = await make();
    await app.summaries.correct(summary.id, summary.points[1]?.id ?? "", text);
    const anew = await make({}, true);
    expect(anew.points.map((point) => point.text)).toEqual([
      "The council met on Monday.",
      text,
      "Nobody objected to it.",
    ]);
    expect(anew.points[1]).toMatchObject({ corrected: true, support: "verified" });
    expect(anew.sections[0]?.points[1]).toMatchObject({ corrected: true });
    const french = await make({ language: "fr" });
    expect(french.points.filter(({ corrected }) => corrected)).toEqual([]);
  });

  it("is refused where there is no such point", async () => {
    const { app, make } = start();
    const { id } = await make();
    await expect(app.summaries.correct(id, "nobody", text)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
