import { expect, it, onTestFinished } from "vitest";
import type { Summary } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { usualLimits } from "../../../electron/core/llm/chain/callLimit.ts";
import { chainModel } from "../../../electron/core/llm/chain/chainModel.ts";
import { createStandings } from "../../../electron/core/llm/chain/standings.ts";
import type { GenerateRequest, LanguageModel } from "../../../electron/core/llm/languageModel.ts";
import { addDocument, startApplication } from "../../integration/summarize/application.ts";
import { createMember, type Fault, type Member } from "../../helpers/chainMembers.ts";
import { createSkippingClock } from "../engine/fakeClock.ts";
import { temporaryFolder } from "../store/library.ts";
import { faithfulAnswer, isMap, sentencesOf } from "./scriptedEngine.ts";
import { subjects, textDocument } from "./textDocument.ts";
import { randomNumbers } from "../../helpers/random.ts";

const isLong = process.env["TRAMONTANE_LONG"] === "1";
const [parts, runs] = isLong ? [100, 20] : [24, 3];
const logger = { info() {}, warn() {}, error() {} };
const options = summaryOptionsSchema.parse({});
const clock = createSkippingClock();
const limits = { ...usualLimits, first: 4000, leastFirst: 2000, silent: 2000, back: 600_000 };

/** So many parts of about 200 tokens, two to a page. */
const input = textDocument(
  Array.from({ length: parts / 2 }, (_, page) => {
    const subject = subjects[page % subjects.length] ?? "";
    const sentence = (place: number): string =>
      `On page ${String(page)} the harbour master wrote remark ${String(place)} ${subject}.`;
    return `# Chapter ${String(page)}\n${Array.from({ length: 9 }, (__, place) => sentence(place)).join(" ")}`;
  }),
  { title: "The harbour" },
);

const answer = (request: GenerateRequest): string => faithfulAnswer(request as never, sentencesOf(request));

function member(name: string, fault?: (call: number) => Fault | null, ms = 100): Member {
  return createMember({ name, clock, ms, answer, parallelism: 2, preferredChunkTokens: 200, ...(fault && { fault }) });
}

function chainOf(members: readonly Member[]): LanguageModel {
  return chainModel(
    members.map(({ model }, index) => ({ model, shares: index === 1 })),
    { clock, logger, standings: createStandings(clock), limits },
  );
}

function start(folder: string, model: LanguageModel) {
  const app = startApplication(folder, { id: "", path: "" }, { resolve: () => Promise.resolve(model) });
  let isOpen = true;
  const dispose = async (): Promise<void> => {
    if (isOpen) await app.dispose();
    isOpen = false;
  };
  onTestFinished(dispose);
  return { ...app, dispose };
}

async function summaryBy(model: LanguageModel): Promise<Summary> {
  const app = start(temporaryFolder(), model);
  addDocument(app.store, input);
  const { saveCheckpoint } = app.store.summaries;
  const kept: string[] = [];
  app.store.summaries.saveCheckpoint = (id, key, value) => {
    if (key.startsWith("map:")) kept.push(key);
    saveCheckpoint(id, key, value);
  };
  const { summaryId, jobId } = await app.summaries.start(input.document.id, options, null);
  await app.jobs.finished(jobId);
  const summary = app.summaries.get(summaryId);
  await app.dispose();
  expect(kept).toHaveLength(parts);
  expect(new Set(kept).size).toBe(parts);
  return summary;
}

const faults: readonly Fault[] = ["refused", "broken", "silent"];
/** Calls of a member in a row that fail or are answered. */
function faultsOf(random: () => number): (call: number) => Fault | null {
  let left = 0;
  let fault: Fault | null = null;
  return () => {
    if (left === 0) {
      fault = random() < 0.3 ? (faults[Math.floor(random() * faults.length)] ?? null) : null;
      left = 1 + Math.floor(random() * (fault ? 3 : 8));
    }
    left -= 1;
    return fault;
  };
}

function partsOf({ recipe }: Summary): number {
  return recipe?.wrote?.reduce((sum, writer) => sum + writer.parts, 0) ?? 0;
}

it(`loses no part and writes none twice, whichever of its models fail (${String(runs)} runs)`, async () => {
  const whole = await summaryBy(member("A").model);
  expect(whole.chunks).toEqual({ done: parts, total: parts });
  for (let seed = 1; seed <= runs; seed += 1) {
    const random = randomNumbers(seed);
    const members = [
      member("A", faultsOf(random), 50 + 100 * random()),
      member("B", faultsOf(random), 50 + 100 * random()),
      member("C", faultsOf(random), 50),
    ];
    const summary = await summaryBy(chainOf(members));
    expect(summary).toMatchObject({ status: "done", chunks: { done: parts, total: parts } });
    expect(summary.points).toEqual(whole.points);
    expect(summary.sections).toEqual(whole.sections);
    expect(partsOf(summary)).toBe(parts);
    expect(summary.recipe?.chain?.map(({ shares }) => shares)).toEqual([false, true, false]);
  }
});

it("finds a part that another model wrote again after a restart", async () => {
  const folder = temporaryFolder();
  const stopAt = Promise.withResolvers<void>();
  let maps = 0;
  const counted = (request: GenerateRequest): string => {
    if (isMap(request) && (maps += 1) > parts / 2) stopAt.resolve();
    return answer(request);
  };
  const slow = createMember({ name: "B", clock, ms: 400, answer: counted, preferredChunkTokens: 200 });
  const first = start(folder, chainOf([member("A", () => "refused"), slow]));
  addDocument(first.store, input);
  const { summaryId, jobId } = await first.summaries.start(input.document.id, options, null);
  await stopAt.promise;
  await first.jobs.cancel(jobId);
  await first.dispose();

  const again = member("A");
  const second = start(folder, chainOf([again, member("B")]));
  const resumed = await second.summaries.resume(summaryId);
  await second.jobs.finished(resumed.jobId);
  const summary = second.summaries.get(summaryId);
  expect(summary.status).toBe("done");
  expect(partsOf(summary)).toBe(parts);
  const byB = summary.recipe?.wrote?.find(({ name }) => name === "B")?.parts ?? 0;
  expect(byB).toBeGreaterThanOrEqual(parts / 2);
  expect(again.calls + byB).toBeLessThanOrEqual(parts + 8);
});

it("takes at most 0.6 of the time for sixteen parts over two equal models", async () => {
  const times: number[] = [];
  for (const count of [1, 2]) {
    const members = ["A", "B"].slice(0, count).map((name) => createMember({ name, clock, ms: 3000, answer }));
    await using session = await chainOf(members).open("background", { signal: new AbortController().signal });
    const from = clock.monotonic();
    const left = Array.from({ length: 16 }, (_, seed) => seed);
    const work = async (): Promise<void> => {
      for (let seed = left.pop(); seed !== undefined; seed = left.pop()) {
        await session.generate({ turns: [{ role: "user", text: "x" }], maxTokens: 40, temperature: 0, seed });
      }
    };
    await Promise.all(Array.from({ length: session.parallelism }, work));
    times.push(clock.monotonic() - from);
  }
  const [one = 0, two = Infinity] = times;
  expect(two / one).toBeLessThanOrEqual(0.6);
});
