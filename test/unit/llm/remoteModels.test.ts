import { describe, expect, it, onTestFinished } from "vitest";
import { isOfQuestion, maySwitch } from "../../../electron/core/llm/chain/standings.ts";
import { secondsToWait } from "../../../electron/core/llm/remote/endpointErrors.ts";
import type { KnownEndpoint } from "../../../electron/core/llm/remote/knownEndpoint.ts";
import type { GenerateRequest, ModelSession } from "../../../electron/core/llm/languageModel.ts";
import { createEndpointClient } from "../../../electron/core/llm/remote/endpointClient.ts";
import { readUpTo } from "../../../electron/core/net/answers.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { toAppError } from "../../../electron/contract/errors.ts";
import { type FaultyOptions, type Fault, startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { endpointAt, endpointsInMemory, openOutlet, remoteModelsOf } from "../../helpers/remoteModels.ts";

const request: GenerateRequest = {
  turns: [
    { role: "system", text: "You read minutes." },
    { role: "user", text: "When was the old mill rebuilt?" },
  ],
  maxTokens: 100,
  temperature: 0,
  seed: 1,
};

async function open(
  options: Partial<FaultyOptions> = {},
  { key = null, ...changed }: Partial<KnownEndpoint> & { readonly key?: string | null } = {},
) {
  const server = await startFaultyEndpoint(options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const endpoints = endpointsInMemory(endpointAt(server.url, changed));
  const outlet = openOutlet();
  const models = remoteModelsOf(endpoints, { key, outlet });
  const stop = new AbortController();
  const model = models.of("e1", options.models?.[0] ?? "mill-7b", "summaries");
  const session = (): Promise<ModelSession> => model.open("background", { signal: stop.signal });
  const found = () => endpoints.get("e1")?.models[0]?.found ?? null;
  return { server, endpoints, models, model, session, stop, found, outlet };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => toAppError(thrown).toProblem(),
  );

describe("a model of an endpoint", () => {
  it("is told how to choose tokens and where to end, as far as every server takes it", async () => {
    const { session, server } = await open();
    await using opened = await session();
    await opened.generate({
      ...request,
      sampling: { topP: 0.5, presencePenalty: 1, frequencyPenalty: 0 },
      stop: ["\n"],
    });
    expect(server.requests.at(-1)?.body).toMatchObject({
      top_p: 0.5,
      presence_penalty: 1,
      frequency_penalty: 0,
      stop: ["\n"],
    });
  });

  it("is asked for nothing where no token is wanted, and says what the prompt has", async () => {
    const { session, server } = await open();
    await using opened = await session();
    const written = await opened.generate(request);
    const asks = (): number => server.requests.filter(({ route }) => route.endsWith("completions")).length;
    const before = asks();
    expect(before).toBeGreaterThan(0);
    const result = await opened.generate({ ...request, maxTokens: 0 });
    expect(result).toMatchObject({ text: "", completionTokens: 0, stop: "length" });
    expect(result.promptTokens).toBeGreaterThan(0);
    expect(written.text).not.toBe("");
    const { text } = await opened.generate({ ...request, plain: true, maxTokens: 0 });
    expect(text).toBe("");
    expect(asks()).toBe(before);
    const turns = [{ role: "user" as const, text: "mill ".repeat(100_000) }];
    const long = await codeOf(opened.generate({ ...request, turns, maxTokens: 0 }));
    expect(long).toMatchObject({ code: "CONTEXT_TOO_SMALL" });
  });

  it.each([
    ["top_k", { sampling: { topK: 3 } }],
    ["min_p", { sampling: { minP: 0.1 } }],
    ["logit_bias", { sampling: { logitBias: { 3: 1 } } }],
    ["logprobs", { logprobs: 0 }],
    ["JSON schema", { format: { kind: "json", schema: null } }],
  ] as const)("says that %s is not passed on, rather than leave it out", async (what, asked) => {
    const { session, server } = await open();
    await using opened = await session();
    const before = server.requests.length;
    expect(await codeOf(opened.generate({ ...request, ...asked }))).toMatchObject({
      code: "MODEL_CANNOT",
      data: { what },
    });
    expect(server.requests).toHaveLength(before);
  });

  it("answers in pieces and says what it took", async () => {
    const { session, server } = await open();
    await using opened = await session();
    const pieces: string[] = [];
    const answer = await opened.generate(request, { onText: (text) => pieces.push(text) });
    expect(answer).toMatchObject({
      text: "The old mill was rebuilt in 2019.",
      thought: null,
      stop: "end",
      completionTokens: 7,
    });
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join("")).toBe(answer.text);
    expect(server.requests.at(-1)).toMatchObject({
      route: "/v1/chat/completions",
      authorization: null,
      body: { model: "mill-7b", max_tokens: 100, stream: true, messages: [{ role: "system" }, { role: "user" }] },
    });
  });

  it("is tried once, and what was found is kept", async () => {
    const { session, server, found, models } = await open({
      kind: "llamaServer",
      grammar: true,
      logprobs: true,
      contextTokens: 3000,
      slots: 3,
    });
    {
      await using opened = await session();
      expect(opened).toMatchObject({ contextTokens: 3000, parallelism: 3 });
    }
    expect(found()).toMatchObject({
      purpose: "chat",
      contextTokens: 3000,
      parallel: 3,
      counts: true,
      form: "grammar",
      logprobs: true,
      continues: true,
      thinks: false,
    });
    expect(models.of("e1", "mill-7b", "summaries").capabilities).toMatchObject({
      generate: true,
      decide: true,
      embed: false,
    });
    const asked = server.requests.length;
    await using again = await session();
    expect(again.contextTokens).toBe(3000);
    expect(server.requests.length).toBe(asked);
  });

  it("of which nothing is said has a careful context, and tokens that are estimated rather too high", async () => {
    const { session, found } = await open();
    await using opened = await session();
    expect(opened.contextTokens).toBe(4096);
    expect(found()).toMatchObject({ counts: false, form: "none", logprobs: false });
    const text = "The council decided to rebuild the old mill. ".repeat(50);
    const [count = 0] = await opened.countTexts([text]);
    // The server counts four characters a token.
    expect(count).toBeGreaterThan(text.length / 4);
    expect(count).toBeLessThan(text.length / 2.5);
  });

  it("has its tokens counted by a server that can, many texts at once", async () => {
    const { session, server } = await open({ kind: "llamaServer" });
    await using opened = await session();
    expect(await opened.countTexts(["12345678", "", "1234"])).toEqual([2, 0, 1]);
    const texts = Array.from({ length: 400 }, (_, index) => `Sentence ${index} of the minutes of the council. `);
    const before = server.requests.length;
    const counts = await opened.countTexts(texts);
    expect(server.requests.length - before).toBeLessThan(20);
    const exact = texts.reduce((sum, text) => sum + text.length / 4, 0);
    const counted = counts.reduce((sum, count) => sum + count, 0);
    expect(counted).toBeGreaterThanOrEqual(Math.floor(exact));
    expect(counted).toBeLessThan(exact * 1.1);
    expect(await opened.countTurns(request.turns)).toBeGreaterThan(10);
  });

  const failures: readonly (readonly [Fault, object])[] = [
    ["hangUp", { code: "ENDPOINT_UNREACHABLE" }],
    ["silent", { code: "ENDPOINT_NO_ANSWER_IN_TIME", data: { name: "Cellar", seconds: 1 } }],
    ["stall", { code: "ENDPOINT_NO_ANSWER_IN_TIME" }],
    ["cut", { code: "ENDPOINT_BROKE_OFF" }],
    ["endless", { code: "ENDPOINT_BROKE_OFF" }],
    ["comments", { code: "ENDPOINT_NO_ANSWER_IN_TIME" }],
    ["longLine", { code: "ENDPOINT_NOT_AN_API" }],
    ["longJson", { code: "ENDPOINT_NOT_AN_API" }],
    ["html", { code: "ENDPOINT_NOT_AN_API", data: { reason: "PAGE" } }],
    ["notJson", { code: "ENDPOINT_NOT_AN_API" }],
    ["unauthorized", { code: "ENDPOINT_REFUSED_KEY", data: { reason: "NO_KEY" } }],
    ["gone", { code: "ENDPOINT_MODEL_GONE", data: { name: "Cellar", model: "mill-7b" } }],
    ["serverError", { code: "ENDPOINT_FAILED", data: { failed: 500 } }],
    ["overloaded", { code: "ENDPOINT_BUSY" }],
    ["busy", { code: "ENDPOINT_BUSY", data: { seconds: 7 } }],
    ["moved", { code: "ENDPOINT_NOT_AN_API", data: { reason: "MOVED" } }],
    ["errorInStream", { code: "ENDPOINT_FAILED" }],
  ];
  it.each(failures)("tells of %s, and that another may be asked", async (fault, problem) => {
    const { session, server } = await open({}, { waitSeconds: 1 });
    await using opened = await session();
    server.next(fault);
    const failed = await opened.generate(request).catch((thrown: unknown) => thrown);
    expect(toAppError(failed).toProblem()).toMatchObject(problem);
    expect(maySwitch(failed)).toBe(true);
    if (fault === "busy") expect(secondsToWait(failed)).toBe(7);
    expect((await opened.generate(request)).text).toBe("The old mill was rebuilt in 2019.");
    await expect.poll(() => server.open).toBe(0);
  });

  it("is cut where its answer trickles for ever", async () => {
    const { session, server, outlet } = await open();
    await using opened = await session();
    server.next("trickle");
    expect(await opened.generate({ ...request, maxTokens: 5 })).toMatchObject({ stop: "length", text: "aaaaaa" });
    server.next("trickle");
    const client = createEndpointClient(
      { outlet, clock: systemClock, key: () => Promise.resolve(null) },
      { name: "Cellar", url: server.url, waitSeconds: 5 },
    );
    const ask = { purpose: "generate", body: { messages: [] }, mostSeconds: 0.2 } as const;
    const answer = await client.open("/chat/completions", { ...ask, signal: new AbortController().signal });
    expect(await codeOf(readUpTo(answer.text(), 1e9))).toEqual({
      code: "ENDPOINT_NO_ANSWER_IN_TIME",
      data: { name: "Cellar", seconds: 0.2 },
    });
  });

  it("tells of a context that is exceeded, with both numbers", async () => {
    const { session, server } = await open();
    await using opened = await session();
    server.next("tooLong");
    const failed = await opened.generate(request).catch((thrown: unknown) => thrown);
    expect(toAppError(failed).toProblem()).toEqual({
      code: "CONTEXT_TOO_SMALL",
      data: { reason: "PROMPT", promptTokens: 8193, contextSize: 8192 },
    });
    expect(isOfQuestion(failed)).toBe(true);
  });

  it("is asked again, and by fewer at a time, where those that it answers have no room beside each other", async () => {
    const { session, server, found } = await open({ kind: "llamaServer", slots: 4 }, { kind: "llamaServer" });
    await using opened = await session();
    server.next("crowded");
    expect((await opened.generate(request)).text).toBe("The old mill was rebuilt in 2019.");
    expect(found()?.parallel).toBe(3);
    expect(opened.parallelism).toBe(3);
  });

  it("is sent nothing that a server who cannot count might cut", async () => {
    const { session, server } = await open();
    await using opened = await session();
    const before = server.requests.length;
    const long = { ...request, turns: [{ role: "user", text: "A word and another. ".repeat(2000) }] } as const;
    expect(await codeOf(opened.generate(long))).toMatchObject({ code: "CONTEXT_TOO_SMALL" });
    expect(server.requests.length).toBe(before);
  });

  it("gives the first of two answers, and an answer that comes as a whole", async () => {
    const { session, server } = await open();
    await using opened = await session();
    for (const fault of ["twoAnswers", "twoChoices", "whole", "wholeAfter", "noReason", "noDone"] as const) {
      server.next(fault);
      expect((await opened.generate(request)).text).toBe("The old mill was rebuilt in 2019.");
    }
    server.next("emptyAnswer");
    expect(await opened.generate(request)).toMatchObject({ text: "", stop: "end" });
  });

  it("is stopped where it says the same over and over, and where nobody waits any more", async () => {
    const { session, server, stop } = await open();
    await using opened = await session();
    server.next("loop");
    const answer = await opened.generate({ ...request, maxTokens: 5000 });
    expect(answer.stop).toBe("loop");
    expect(answer.text.length).toBeLessThan(400);
    server.next("silent");
    const waiting = codeOf(opened.generate(request));
    while (server.open === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await waiting).toEqual({ code: "CANCELLED" });
    while (server.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("says where its answer was cut off at its length", async () => {
    const { session } = await open();
    await using opened = await session();
    expect(await opened.generate({ ...request, maxTokens: 3 })).toMatchObject({ text: "The old mill", stop: "length" });
  });

  it.each([false, true])("keeps thoughts apart from the answer (in the text: %s)", async (thinksInText) => {
    const { session, found } = await open({ thought: "The minutes say it.", thinksInText });
    await using opened = await session();
    const shown: string[] = [];
    const answer = await opened.generate(
      { ...request, thinking: { mostTokens: 50 } },
      { onText: (text) => shown.push(text) },
    );
    expect(answer.text).toBe("The old mill was rebuilt in 2019.");
    expect(answer.thought).toMatchObject({ text: "The minutes say it.", cut: null });
    expect(shown.join("")).toBe(answer.text);
    expect(found()?.thinks).toBe(true);
    expect(opened.thinks).toBe(true);
  });

  it("goes on with an answer that was begun, or is asked to", async () => {
    const begun = { ...request, turns: [...request.turns, { role: "assistant", text: "The old" }] } as const;
    const { session, server } = await open({ kind: "llamaServer" });
    await using continuing = await session();
    await continuing.generate(begun);
    expect(server.requests.at(-1)?.body["messages"]).toMatchObject([{}, {}, { role: "assistant", content: "The old" }]);
    server.set({ echoes: true, answer: () => " mill turns." });
    const shown: string[] = [];
    expect((await continuing.generate(begun, { onText: (text) => shown.push(text) })).text).toBe(" mill turns.");
    expect(shown.join("")).toBe(" mill turns.");
    const other = await open();
    await using asked = await other.session();
    await asked.generate(begun);
    expect(other.server.requests.at(-1)?.body["messages"]).toMatchObject([{}, {}, {}, { role: "user" }]);
  });

  it("is asked without the fields that its server does not know, from then on", async () => {
    const { session, server, found } = await open({ unknownFields: ["seed", "max_tokens", "stream_options"] });
    await using opened = await session();
    expect((await opened.generate(request)).text).toBe("The old mill was rebuilt in 2019.");
    expect(found()?.refuses.toSorted()).toEqual(["max_tokens", "seed", "stream_options"]);
    expect(server.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 100 });
    const before = server.requests.length;
    await opened.generate(request);
    expect(server.requests.length).toBe(before + 1);
  });

  it("is asked again for an answer of another form, twice at most", async () => {
    const answers = ['# Minutes\nof\u0007 the "council" [1]', "**The old mill**"];
    const { session, server } = await open({
      answer: (body) => (body["max_tokens"] === 20 ? (answers.shift() ?? "[") : "Yes"),
    });
    await using opened = await session();
    const line = { ...request, maxTokens: 20, format: { kind: "line", longest: 60 } } as const;
    answers[0] = "[1]";
    const hidden: number[] = [];
    const shown: string[] = [];
    const handlers = { onHidden: () => hidden.push(shown.length), onText: (text: string) => shown.push(text) };
    expect((await opened.generate(line, handlers)).text).toBe("The old mill");
    expect(shown).toEqual(["The old mill"]);
    expect(hidden.length).toBeGreaterThan(1);
    expect(new Set(hidden)).toEqual(new Set([0]));
    const before = server.requests.length;
    expect(await codeOf(opened.generate(line))).toMatchObject({
      code: "GENERATION_FAILED",
      data: { reason: "UNREADABLE" },
    });
    expect(server.requests.length - before).toBe(3);
  });

  it("picks lines word for word, held to it or not", async () => {
    const lines = ["The mill was built in 1820.", "The roof leaks.", "The wheel turns."];
    const pick = { ...request, format: { kind: "pick", lines, least: 1, most: 2 } } as const;
    const asked = await open({
      answer: () => "- nothing\n The wheel  turns.\nThe mill was built in 1820.\nThe roof is new.",
    });
    await using free = await asked.session();
    expect((await free.generate(pick)).text).toBe("The mill was built in 1820.\nThe wheel turns.");
    const answer = JSON.stringify({ lines: ["The roof leaks."] });
    const held = await open({ schema: true, answer: () => answer });
    await using schema = await held.session();
    expect(held.found()?.form).toBe("schema");
    expect((await schema.generate(pick)).text).toBe("The roof leaks.");
    expect(held.server.requests.at(-1)?.body["response_format"]).toMatchObject({ type: "json_schema" });
    const ruled = await open({ kind: "llamaServer", grammar: true, answer: () => "The roof leaks.\nThe wheel turns." });
    await using grammar = await ruled.session();
    expect((await grammar.generate(pick)).text).toBe("The roof leaks.\nThe wheel turns.");
    expect(ruled.server.requests.at(-1)?.body["grammar"]).toContain('"The roof leaks."');
  });

  it("decides by how likely its first words are", async () => {
    const { session } = await open({ logprobs: true, answer: () => "Yes" });
    await using opened = await session();
    const shares = await opened.decide?.({ turns: request.turns, choices: ["yes", "no"] });
    expect(shares?.[0]).toBeCloseTo(7 / 9);
    expect(shares?.[1]).toBeCloseTo(2 / 9);
  });

  it("gives vectors of length 1, each to its text, and ranks", async () => {
    const embedding = await open({ models: ["nomic-embed"], embeddings: true });
    await using vectors = await embedding.session();
    const [a, b] = (await vectors.embed?.(["abc", "z"])) ?? [];
    expect(Math.hypot(...(a ?? []))).toBeCloseTo(1);
    expect((a?.[0] ?? 0) / (a?.[1] ?? 1)).toBeCloseTo(3 / 3);
    expect((b?.[0] ?? 0) / (b?.[1] ?? 1)).toBeCloseTo(1 / 3);
    expect(embedding.found()).toMatchObject({ purpose: "embedding", dimensions: 4 });
    const ranking = await open({ models: ["bge-reranker"], rerank: true });
    await using ranked = await ranking.session();
    const scores = (await ranked.rerank?.("mill", ["a mill", "a cat"])) ?? [];
    expect(scores[0]).toBeGreaterThan(0.9);
    expect(scores[1]).toBeLessThan(0.1);
  });

  it("is not there where the endpoint is off, removed, or has it no more", async () => {
    const off = await open({}, { enabled: false });
    expect(await codeOf(off.session())).toEqual({ code: "ENDPOINT_OFF", data: { name: "Cellar" } });
    expect(off.models.list()).toEqual([]);
    const gone = await open({ kind: "llamaServer", models: ["mill-7b"] });
    gone.server.set({ models: ["other"] });
    expect(await codeOf(gone.session())).toMatchObject({ code: "ENDPOINT_MODEL_GONE" });
    gone.endpoints.remove("e1");
    expect(await codeOf(gone.session())).toEqual({ code: "ENDPOINT_UNKNOWN" });
  });

  it("is asked nothing more in the middle of its work once it is removed, switched off, or may not do it", async () => {
    const codes: unknown[] = [];
    for (const change of [{ enabled: false }, { tasks: ["chat" as const] }, null]) {
      const { server, endpoints, session } = await open();
      await using opened = await session();
      await opened.generate(request);
      if (change) endpoints.put(endpointAt(server.url, change));
      else endpoints.remove("e1");
      const before = server.requests.length;
      codes.push((await codeOf(opened.generate(request)))?.code);
      expect(server.requests.length).toBe(before);
    }
    expect(codes).toEqual(["ENDPOINT_OFF", "ENDPOINT_NOT_ALLOWED", "ENDPOINT_UNKNOWN"]);
  });

  it("is tried again where its server is of another version", async () => {
    const { endpoints, server, found } = await open({ kind: "vllm", schema: false });
    endpoints.put({ ...(endpoints.get("e1") ?? endpointAt(server.url)), kind: "vllm", version: "b1-test" });
    const { signal } = new AbortController();
    await using first = await remoteModelsOf(endpoints).of("e1", "mill-7b", "summaries").open("background", { signal });
    expect(found()).toMatchObject({ form: "none", counts: true, contextTokens: 8192 });
    server.set({ version: "b2-test", schema: true });
    // As at another start.
    await using second = await remoteModelsOf(endpoints)
      .of("e1", "mill-7b", "summaries")
      .open("background", { signal });
    expect(found()?.form).toBe("schema");
    expect(endpoints.get("e1")?.version).toBe("b2-test");
    expect([first.parallelism, second.parallelism]).toEqual([8, 8]);
  });

  it("is tried again where its answers tell of another build", async () => {
    const { session, server, found } = await open({ kind: "llamaServer" });
    await using opened = await session();
    expect(found()).toMatchObject({ build: "b1-test", form: "none" });
    server.set({ version: "b2-test", grammar: true });
    await opened.generate(request);
    expect(found()).toBeNull();
    await using again = await session();
    expect(found()).toMatchObject({ build: "b2-test", form: "grammar" });
    expect(again.contextTokens).toBe(8192);
  });

  it("is never asked by a word of its key but in the header that is for it", async () => {
    const key = "sk-verysecret-0123456789";
    const { session, server, outlet } = await open({ key }, { key });
    await using opened = await session();
    await opened.generate(request);
    expect(server.requests.every(({ authorization }) => authorization === `Bearer ${key}`)).toBe(true);
    expect(outlet.asked.every(({ address, request: sent }) => !`${address}${String(sent.body)}`.includes(key))).toBe(
      true,
    );
    server.set({ key: "another" });
    const failed = await opened.generate(request).catch((thrown: unknown) => thrown);
    expect(toAppError(failed).toProblem()).toEqual({ code: "ENDPOINT_REFUSED_KEY", data: { name: "Cellar" } });
    expect(JSON.stringify(toAppError(failed).toProblem()) + String(failed)).not.toContain(key);
  });
});
