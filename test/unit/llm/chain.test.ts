import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { usualLimits } from "../../../electron/core/llm/chain/callLimit.ts";
import { chainModel } from "../../../electron/core/llm/chain/chainModel.ts";
import { createStandings } from "../../../electron/core/llm/chain/standings.ts";
import type { GenerateRequest, LanguageModel, ModelSession } from "../../../electron/core/llm/languageModel.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import { createMember, type Member, type MemberOptions } from "../../helpers/chainMembers.ts";
import { createFakeClock, createSkippingClock } from "../engine/fakeClock.ts";

const logger = { info() {}, warn() {}, error() {} };
const clock = createSkippingClock();
const limits = { ...usualLimits, first: 4000, leastFirst: 4000, silent: 3000, back: 60_000 };

function member(name: string, options: Partial<MemberOptions> = {}): Member {
  return createMember({ name, clock, answer: () => `said by ${name}`, ...options });
}

/** @param shares the names of those that share with the one before */
function chainOf(members: readonly Member[], shares: readonly string[] = [], on = clock): LanguageModel {
  const standings = createStandings(on);
  return chainModel(
    members.map(({ model }) => ({ model, shares: shares.includes(model.name) })),
    { clock: on, logger, standings, limits },
  );
}

async function opened(model: LanguageModel, signal = new AbortController().signal): Promise<ModelSession> {
  return await model.open("background", { signal });
}

const question: GenerateRequest = {
  turns: [{ role: "user", text: "What?" }],
  maxTokens: 40,
  temperature: 0,
  seed: 1,
};

const codeOf = (thrown: unknown): string => (thrown as AppError).code;

describe("a chain of models", () => {
  it("bears the name of its first, and says who wrote", async () => {
    const chain = chainOf([member("A", { contextTokens: 4000 }), member("B", { contextTokens: 2000 })]);
    await using session = await opened(chain);
    expect(chain).toMatchObject({ id: "endpoint:A/model", name: "A" });
    expect(session.contextTokens).toBe(2000);
    const result = await session.generate(question);
    expect(result).toMatchObject({ text: "said by A", by: { name: "A", sha256: "endpoint:A/model" } });
  });

  it("has the next answer where one fails, and the first again once it is back", async () => {
    const a = member("A", { fault: (call) => (call <= 2 ? "refused" : null) });
    const b = member("B");
    const standClock = createFakeClock();
    await using session = await opened(chainOf([a, b], [], standClock));
    const names = async (): Promise<string | undefined> => (await session.generate(question)).by?.name;
    expect(await names()).toBe("B");
    expect(await names()).toBe("B");
    expect(a.calls).toBe(1);
    standClock.advance(1100);
    // It is tried with one call.
    expect(await Promise.all([names(), names()])).toEqual(["B", "B"]);
    expect(a.calls).toBe(2);
    standClock.advance(1100);
    expect(await names()).toBe("B");
    expect(a.calls).toBe(2);
    standClock.advance(1100);
    expect(await names()).toBe("A");
  });

  it("takes back what was shown of a broken answer", async () => {
    const a = member("A", { fault: () => "broken" });
    await using session = await opened(chainOf([a, member("B")]));
    let shown = "";
    const told: string[] = [];
    const result = await session.generate(question, {
      onText: (text) => void (shown += text),
      onRestart: () => void (shown = ""),
      onWriter: ({ name }) => told.push(name),
    });
    expect(shown).toBe("said by B");
    expect(result.by?.name).toBe("B");
    expect(told.at(-1)).toBe("B");
  });

  it("takes back calls of tools that were told of a broken answer, and passes on what is asked for", async () => {
    const call = { id: "call_1", name: "look", arguments: "{}" };
    const token = { token: "said", logprob: -1, top: [] };
    const broken = member("A");
    const breaking: LanguageModel = {
      ...broken.model,
      async open(use, options) {
        const session = await broken.model.open(use, options);
        return {
          ...session,
          async generate(request, handlers = {}) {
            await session.generate(request);
            handlers.onToolCallPiece?.({ ...call, index: 0 });
            throw new AppError("ENGINE_UNAVAILABLE");
          },
        };
      },
    };
    const whole = createFakeModel({
      name: "B",
      answer: () => ({ text: ["said"], toolCalls: [call], logprobs: [token] }),
    });
    const models = [breaking, whole].map((model) => ({ model, shares: false }));
    const chain = chainModel(models, { clock, logger, standings: createStandings(clock), limits });
    expect(chain.capabilities.tools).toBe(true);
    await using session = await opened(chain);
    const asked: GenerateRequest = {
      ...question,
      sampling: { topP: 0.5 },
      stop: ["END"],
      logprobs: 1,
      tools: [{ name: "look", description: "Looks", parameters: { type: "object" } }],
      toolChoice: "required",
      endsLoops: false,
    };
    let told: unknown[] = [];
    const result = await session.generate(asked, {
      onToolCallPiece: (each) => told.push(each),
      onLogprobs: (each) => told.push(...each),
      onRestart: () => void (told = []),
    });
    const piece = { ...call, index: 0 };
    expect(told).toEqual([token, ...["", "{", "}"].map((each) => ({ ...piece, arguments: each }))]);
    expect(result).toMatchObject({ stop: "tools", toolCalls: [call], by: { name: "B" } });
    expect(whole.asked).toEqual([asked]);
    const plain = session.generate(asked, { onToolCallPiece() {} });
    await expect(plain).resolves.toMatchObject({ stop: "tools" });
  });

  it("tells who goes on from what was shown that another model is to", async () => {
    const codes = async (fault: "broken" | "crashed"): Promise<string> => {
      await using session = await opened(chainOf([member("A", { fault: () => fault }), member("B")]));
      return await session.generate(question, { onText() {} }).then(() => "", codeOf);
    };
    expect(await codes("broken")).toBe("MODEL_CHANGED");
    // One that is there again at once is asked again itself.
    expect(await codes("crashed")).toBe("ENGINE_CRASHED");
  });

  it("waits no longer than its time for one that says nothing, whatever becomes of it", async () => {
    const a = member("A", { fault: () => "silent" });
    await using session = await opened(chainOf([a, member("B")]));
    const from = clock.monotonic();
    const result = await session.generate(question, { onText() {}, onRestart() {} });
    expect(result.by?.name).toBe("B");
    expect(clock.monotonic() - from).toBeGreaterThanOrEqual(limits.first);
  });

  it("gives a question that is too long for one to the next, which does not make that one rest", async () => {
    const a = member("A", { contextTokens: 30 });
    const b = member("B");
    await using session = await opened(chainOf([a, b]));
    const long = { ...question, turns: [{ role: "user" as const, text: "word ".repeat(100) }] };
    expect((await session.generate(long)).by?.name).toBe("B");
    expect((await session.generate(question)).by?.name).toBe("A");
  });

  it("waits for one that comes back where nobody can be asked, and says why where nobody does", async () => {
    const a = member("A", { fault: (call) => (call < 3 ? "refused" : null) });
    await using session = await opened(chainOf([a, member("B", { fault: () => "refused" })]));
    expect((await session.generate(question)).by?.name).toBe("A");
    const none = chainOf([member("C", { fault: () => "refused" }), member("D", { fault: () => "refused" })]);
    await using other = await opened(none);
    expect(await other.generate(question).then(() => "", codeOf)).toBe("ENGINE_UNAVAILABLE");
  });

  it("goes on at once from one that does not come back by itself, and waits for none such", async () => {
    const lockedOut = (name: string) => member(name, { fault: () => "locked out" });
    const a = lockedOut("A");
    const from = clock.monotonic();
    await using session = await opened(chainOf([a, member("B")]));
    const names = await Promise.all([1, 2, 3].map(async () => (await session.generate(question)).by?.name));
    expect([...names, (await session.generate(question)).by?.name]).toEqual(["B", "B", "B", "B"]);
    expect(a.calls).toBe(1);
    // Not even where others were asked before this one could be.
    await using none = await opened(chainOf([lockedOut("C"), lockedOut("D")]));
    const codes = await Promise.all([1, 2, 3].map(() => none.generate(question).then(() => "", codeOf)));
    expect(codes).toEqual(["ENDPOINT_REFUSED_KEY", "ENDPOINT_REFUSED_KEY", "ENDPOINT_REFUSED_KEY"]);
    expect(clock.monotonic() - from).toBeLessThan(1000);
  });

  it("ends where all take longer to fail than they rest", async () => {
    const quick = createSkippingClock();
    const both = ["A", "B"].map((name) => member(name, { fault: () => "silent" }));
    const standings = createStandings(quick);
    const chain = chainModel(
      both.map(({ model }) => ({ model, shares: false })),
      { clock: quick, logger, standings, limits: { ...limits, first: 100_000, leastFirst: 100_000 } },
    );
    await using session = await opened(chain);
    expect(await session.generate(question).then(() => "", codeOf)).toBe("MODEL_SILENT");
    expect(both.map(({ calls }) => calls)).toEqual([2, 2]);
  });

  it("waits for an answer of a form as long as its model writes it", async () => {
    const a = member("A");
    const hiding: LanguageModel = {
      ...a.model,
      async open(use, options) {
        const session = await a.model.open(use, options);
        return {
          ...session,
          async generate(request, handlers = {}) {
            for (let piece = 0; piece < 4; piece += 1) {
              await new Promise<void>((resolve) => void clock.setTimeout(resolve, limits.silent / 2));
              handlers.onHidden?.();
            }
            return await session.generate(request, handlers);
          },
        };
      },
    };
    await using session = await opened(chainOf([{ ...a, model: hiding }, member("B")]));
    expect((await session.generate(question)).by?.name).toBe("A");
  });

  it("shares the calls by speed", async () => {
    const fast = member("A", { ms: 200 });
    const slow = member("B", { ms: 800 });
    await using session = await opened(chainOf([fast, slow], ["B"]));
    await Promise.all([session.generate(question), session.generate(question)]);
    expect(session.parallelism).toBeGreaterThan(2);
    const running = Array.from({ length: 18 }, () => session.generate(question));
    await Promise.all(running);
    expect(fast.calls).toBeGreaterThan(slow.calls * 2);
    expect(slow.calls).toBeGreaterThan(1);
    expect(fast.calls + slow.calls).toBe(20);
  });

  it("asks another where the quickest says nothing any more, before its time is over", async () => {
    const fast = member("A", { ms: 100, fault: (call) => (call > 1 ? "silent" : null) });
    const slow = member("B", { ms: 1500 });
    const standings = createStandings(clock);
    const chain = chainModel(
      [fast, slow].map(({ model }, index) => ({ model, shares: index > 0 })),
      { clock, logger, standings, limits: { ...limits, first: 60_000, leastFirst: 60_000 } },
    );
    await using session = await opened(chain);
    await Promise.all([session.generate(question), session.generate(question)]);
    const from = clock.monotonic();
    const answers = [1, 2].map(async () => {
      const { by } = await session.generate(question);
      return { by: by?.name, seconds: (clock.monotonic() - from) / 1000 };
    });
    const [silent, other] = await Promise.all(answers);
    expect([silent?.by, other?.by]).toEqual(["B", "B"]);
    expect(silent?.seconds).toBeGreaterThan(60);
    expect(other?.seconds).toBeLessThan(6);
  });

  it("asks one that did not give an answer for it again only where no other is left", async () => {
    const a = member("A", { ms: 100, fault: (call) => (call > 1 ? "refused" : null) });
    const b = member("B", { ms: 5000 });
    await using session = await opened(chainOf([a, b], ["B"]));
    await Promise.all([session.generate(question), session.generate(question)]);
    const first = session.generate(question);
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 1100));
    // A is tried with it, and is back before B has time for it.
    const second = session.generate(question);
    expect((await Promise.all([first, second])).map(({ by }) => by?.name)).toEqual(["B", "B"]);
    expect(a.calls).toBe(3);
  });

  it.each<[string, number, number | undefined, string]>([
    ["goes by prompts of its length", 24_000, undefined, "A"],
    ["ends a call that takes longer than prompts of its length ever did", 100, undefined, "B"],
    ["lets an endpoint take the time that a person gave it", 24_000, 700_000, "A"],
  ])("%s", async (_, characters, waitMs, writer) => {
    let ms = 500;
    const timed = { ...limits, first: waitMs ? 10_000 : 100_000, leastFirst: 2000 };
    const slow = member("A", { contextTokens: 10_000 });
    const model: LanguageModel = {
      ...slow.model,
      ...(waitMs && { waitMs }),
      async open(use, options) {
        const session = await slow.model.open(use, options);
        return {
          ...session,
          async generate(request, handlers) {
            await new Promise<void>((done) => void clock.setTimeout(done, ms));
            return await session.generate(request, handlers);
          },
        };
      },
    };
    const members = [model, member("B", { contextTokens: 10_000 }).model].map((each) => ({
      model: each,
      shares: false,
    }));
    const standings = createStandings(clock);
    await using session = await opened(chainModel(members, { clock, logger, standings, limits: timed }));
    const ask = (length: number) =>
      session.generate({ ...question, turns: [{ role: "user", text: "x".repeat(length) }] }, { onRestart() {} });
    await ask(100);
    ms = 50_000;
    expect((await ask(characters)).by?.name).toBe(writer);
  });

  it("stops with its signal, also while it waits for a model to come back", async () => {
    const stop = new AbortController();
    const still = createFakeClock();
    const refusing = ["A", "B"].map((name) => member(name, { fault: () => "refused" }));
    await using session = await opened(chainOf(refusing, [], still), stop.signal);
    const asked = session.generate(question).then(() => "", codeOf);
    await vi.waitFor(() => expect(refusing.map(({ calls }) => calls)).toEqual([1, 1]));
    stop.abort();
    expect(await asked).toBe("CANCELLED");
  });

  it("closes what it opened", async () => {
    const [a, b] = [member("A"), member("B")];
    const session = await opened(chainOf([a, b], ["B"]));
    await Promise.all([session.generate(question), session.generate(question)]);
    await session[Symbol.asyncDispose]();
    expect([a.fake.openSessions, b.fake.openSessions]).toEqual([0, 0]);
  });
});
