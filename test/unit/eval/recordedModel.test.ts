import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest, LanguageModel, ModelSession } from "../../../electron/core/llm/languageModel.ts";
import { NotKeptError, recordedModel } from "../../eval/recordedModel.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "recorded-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (model: LanguageModel): Promise<ModelSession> =>
  model.open("background", { signal: new AbortController().signal });
const ask = (text: string): GenerateRequest => ({
  turns: [{ role: "user", text }],
  maxTokens: 50,
  temperature: 0,
  seed: 1,
});

function countingFake() {
  return createFakeModel({
    answer: (_, call) => [`Answer `, `${String(call)}.`],
    contextTokens: 2048,
    parallelism: 3,
  });
}

describe("a recorded model", () => {
  it("asks each question once, and then needs no model", async () => {
    const fake = countingFake();
    const recording = recordedModel({ folder, model: fake });
    await using session = await open(recording);
    const first = await session.generate(ask("What is the rent?"));
    expect(await session.generate({ ...ask("What is the rent?"), cacheKey: "one" })).toEqual(first);
    await session.generate(ask("Who is the tenant?"));
    expect(fake.asked).toHaveLength(2);
    expect(recording.counts).toEqual({ kept: 1, asked: 2, missing: 0 });
    const counts = await session.countTexts(["one text", "another", "one text"]);
    const turns = await session.countTurns(ask("Turns").turns);

    const replaying = recordedModel({ folder });
    await using replayed = await open(replaying);
    expect(replayed.contextTokens).toBe(2048);
    expect(replaying.id).toBe(fake.id);
    expect((await replayed.generate(ask("Who is the tenant?"))).text).toBe("Answer 2.");
    expect(await replayed.countTexts(["another", "one text"])).toEqual([counts[1], counts[0]]);
    expect(await replayed.countTurns(ask("Turns").turns)).toBe(turns);
  });

  it.each<[string, Partial<GenerateRequest>]>([
    ["its words", { turns: [{ role: "user", text: "Another question" }] }],
    ["the format of its answer", { format: { kind: "line", longest: 20 } }],
    ["how long its answer may be", { maxTokens: 51 }],
    ["its temperature", { temperature: 0.5 }],
    ["its seed", { seed: 2 }],
  ])("takes a question for another one by %s", async (_, other) => {
    await using session = await open(recordedModel({ folder, model: countingFake() }));
    await session.generate(ask("A question"));
    await using replayed = await open(recordedModel({ folder }));
    await expect(replayed.generate({ ...ask("A question"), ...other })).rejects.toThrow(NotKeptError);
    await expect(replayed.countTexts(["never counted"])).rejects.toThrow(NotKeptError);
  });

  it("shows a kept answer piece by piece, at the time at which it was shown", async () => {
    await using session = await open(recordedModel({ folder, model: countingFake() }));
    await session.generate(ask("A question"));
    const file = path.join(folder, "answers.jsonl");
    const answer = JSON.parse(readFileSync(file, "utf8")) as object;
    const shown = [
      [2000, 6],
      [60_000, 7],
    ];
    writeFileSync(file, `${JSON.stringify({ ...answer, ms: 90_000, shown })}\n`);

    const model = recordedModel({ folder });
    const told: [text: string, seconds: number][] = [];
    await using replayed = await open(model);
    const from = model.clock.monotonic();
    const tell = (text: string): void => void told.push([text, Math.floor((model.clock.monotonic() - from) / 1000)]);
    await Promise.all([replayed.generate(ask("A question"), { onText: tell }), replayed.generate(ask("A question"))]);
    expect(told).toEqual([
      ["Answer", 2],
      [" ", 60],
      ["1.", 90],
    ]);
    expect(Math.floor((model.clock.monotonic() - from) / 1000)).toBe(90);
  });

  it("does not take answers of another model for its own", async () => {
    await using session = await open(recordedModel({ folder, model: countingFake() }));
    await session.generate(ask("A question"));
    const other = createFakeModel({ id: "e".repeat(64), answer: () => [] });
    expect(() => recordedModel({ folder, model: other })).toThrow("Fake");
    expect(() => recordedModel({ folder: path.join(folder, "none") })).toThrow("no answers");
  });

  it("asks again for an answer that a stopped run left in half", async () => {
    const fake = countingFake();
    await using session = await open(recordedModel({ folder, model: fake }));
    await session.generate(ask("A question"));
    await session.generate(ask("Another"));
    const file = path.join(folder, "answers.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, -20));
    await using again = await open(recordedModel({ folder, model: fake }));
    await again.generate(ask("A question"));
    await again.generate(ask("Another"));
    expect(fake.asked).toHaveLength(3);
    await using replayed = await open(recordedModel({ folder }));
    expect((await replayed.generate(ask("Another"))).text).toBe("Answer 3.");
  });

  it("drops what is not asked for any more", async () => {
    const fake = countingFake();
    await using session = await open(recordedModel({ folder, model: fake }));
    await session.generate(ask("Once"));
    await session.countTexts(["once", "still"]);
    await session.generate(ask("Still"));

    const again = recordedModel({ folder, model: fake });
    await using later = await open(again);
    await later.generate(ask("Still"));
    await later.countTexts(["still"]);
    again.dropUnused();

    const replaying = recordedModel({ folder });
    await using replayed = await open(replaying);
    expect((await replayed.generate(ask("Still"))).text).toBe("Answer 2.");
    expect(await replayed.countTexts(["still"])).toHaveLength(1);
    await expect(replayed.generate(ask("Once"))).rejects.toThrow(NotKeptError);
    await expect(replayed.countTexts(["once"])).rejects.toThrow(NotKeptError);
    expect(replaying.counts).toEqual({ kept: 1, asked: 0, missing: 2 });
  });
});
