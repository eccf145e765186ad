import { expect, it, onTestFinished, vi } from "vitest";
import { answerParts } from "../../../electron/contract/answerParts.ts";
import type { ToolDecision } from "../../../electron/contract/chat.ts";
import { AppError, type Problem } from "../../../electron/contract/errors.ts";
import type { McpTool } from "../../../electron/contract/mcp.ts";
import { createChat } from "../../../electron/core/chat/createChat.ts";
import { runsCommands } from "../../../electron/core/chat/toolUse.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createTexts } from "../../../electron/core/library/library.ts";
import { createFakeModel, type FakeModelOptions } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest, LanguageModel } from "../../../electron/core/llm/languageModel.ts";
import type { ToolSource } from "../../../electron/core/mcpClient/mcpClient.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { exporter } from "../../helpers/exporter.ts";
import { type FaultyOptions, startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { endpointAt, endpointsInMemory, remoteModelsOf } from "../../helpers/remoteModels.ts";
import { openLibrary } from "../store/library.ts";
import { addDocument, wordsOnly } from "./chatRoom.ts";

const weather: McpTool = {
  name: "get weather",
  title: null,
  description: "The weather of a place",
  parameters: { type: "object", properties: { place: { type: "string" } } },
  readOnly: true,
};

/** A conversation that may use a server, and a model that calls its tools as the script says. */
function open(
  answer: FakeModelOptions["answer"],
  options: Partial<FakeModelOptions> & {
    text?: string;
    tool?: McpTool;
    more?: number;
    fails?: AppError;
    problem?: Problem;
    page?: readonly string[];
    /** asked instead of the one of the script */
    other?: LanguageModel;
  } = {},
) {
  const { store, clock, logger } = openLibrary();
  const ids = createIds(clock);
  const jobs = createJobs({ clock, logger, ids });
  onTestFinished(() => jobs.dispose());
  const model = createFakeModel({ answer, ...options });
  const calls: object[] = [];
  let tool = options.tool ?? weather;
  const tools: ToolSource = {
    offered: (serverIds) =>
      Promise.resolve(
        serverIds.map((serverId) => {
          const offer = options.problem
            ? { problem: options.problem }
            : {
                tools: [
                  tool,
                  ...Array.from({ length: options.more ?? 0 }, (_, at) => ({ ...tool, name: `t${String(at)}` })),
                ],
              };
          return { serverId, name: "Sky", ...offer };
        }),
      ),
    call(_server, _name, args) {
      calls.push(args);
      if (options.fails) return Promise.reject(options.fails);
      return Promise.resolve({ text: options.text ?? "Rain.", isError: false });
    },
  };
  const none = { calls: null, protocol: null, tools: null, choices: null, testedAt: null, problem: null };
  store.mcpServers.put({
    id: "sky",
    name: "Sky",
    place: { kind: "address", url: "http://127.0.0.1:9/" },
    enabled: true,
    isConfirmed: true,
    addedAt: 1,
    ...none,
  });
  const chat = createChat({
    promptCache: { forget() {} },
    retrieval: wordsOnly(store),
    store,
    textWorker: directTextWorker,
    texts: createTexts({ store, logger }),
    documents: { jobOf: () => null },
    jobs,
    models: { resolve: () => Promise.resolve(options.other ?? model), assigned: () => null, isAllowed: () => true },
    clock,
    logger,
    ids,
    settings: () => store.settings.get(),
    changed() {},
    exporter,
    tools,
  });
  const documentIds: string[] = [];
  if (options.page) documentIds.push(addDocument(store, [[options.page]]).id);
  const { id } = chat.create({ documentIds, title: "Weather" });
  chat.setServers(id, ["sky"]);
  return {
    chat,
    model,
    calls,
    store,
    change: (next: McpTool) => void (tool = next),
    ask: (parentId: string | null = null) =>
      chat.send({ conversationId: id, parentId, text: "What is the weather in Bath?", modelId: null }),
    use: (replyId: string, index = 0) => store.messages.get(replyId)?.toolUses?.[index],
    /** Waits for the call and decides it. */
    async decide(replyId: string, decision: ToolDecision, index = 0) {
      const asking = () => expect(store.messages.get(replyId)?.toolUses?.[index]?.state).toBe("asking");
      await vi.waitFor(asking);
      const use = store.messages.get(replyId)?.toolUses?.[index];
      chat.decideTool(replyId, use?.id ?? "", decision);
      return use;
    },
    async end(jobId: string) {
      let last: string | undefined;
      for await (const event of jobs.attach(jobId)) last = event.type;
      return last;
    },
    jobs,
    id,
  };
}

const bath = { id: "c1", name: "get_weather", arguments: '{"place":"Bath"}' };
/** Calls the tool, then says what it was told. */
const once = (request: GenerateRequest) => {
  const results = request.turns.flatMap(({ toolResults = [] }) => toolResults);
  return results.length === 0
    ? { text: ["I look. "], toolCalls: [bath], stop: "tools" as const }
    : { text: [`It says: ${results.at(-1)?.text ?? ""}`] };
};

it("asks before each call with its arguments, and answers from the result, which can be opened", async () => {
  const { ask, decide, end, chat, calls, model, store } = open(once);
  expect(await chat.callsTools(null)).toEqual({ callsTools: true });
  const { replyId, jobId } = await ask();
  expect(await decide(replyId, "once")).toMatchObject({
    server: "Sky",
    tool: "get weather",
    arguments: '{"place":"Bath"}',
    offersAlways: false,
  });
  expect(await end(jobId)).toBe("done");
  expect(calls).toEqual([{ place: "Bath" }]);
  const reply = store.messages.get(replyId);
  expect(reply).toMatchObject({ status: "done", toolUses: [{ state: "done", shown: "Rain.", characters: 5, at: 7 }] });
  expect(reply?.text).toBe("I look.\n\nIt says: Rain.");
  expect(chat.toolResult(replyId, "1")).toEqual({ text: "Rain." });
  expect(model.asked[0]?.tools).toMatchObject([{ name: "get_weather" }]);
});

it("keeps the place of a call where the text before it is shortened, and gets marks", async () => {
  const { ask, decide, end, store } = open(
    (request) => {
      const isAsked = request.turns.some(({ toolResults }) => toolResults !== undefined);
      if (isAsked) return { text: ["The mill was built in 1824."] };
      return { text: ["The mill has two wheels (page 1)."], toolCalls: [bath], stop: "tools" };
    },
    { page: ["The mill has two wheels.", "The mill was built in 1824."] },
  );
  const { replyId, jobId } = await ask();
  await decide(replyId, "once");
  expect(await end(jobId)).toBe("done");
  const reply = store.messages.get(replyId);
  expect(reply?.text).toBe("The mill has two wheels. [1]\n\nThe mill was built in 1824. [2]");
  expect(reply && answerParts(reply)).toMatchObject([
    { kind: "text", text: "The mill has two wheels. [1]" },
    { kind: "uses" },
    { kind: "text", text: "\n\nThe mill was built in 1824. [2]" },
  ]);
});

it("keeps the calls of an answer beside those of another answer to the same question", async () => {
  const { ask, decide, end, chat, store, id } = open(once);
  const first = await ask();
  await decide(first.replyId, "once");
  await end(first.jobId);
  const second = await chat.regenerate(first.replyId, null);
  await decide(second.replyId, "no");
  await end(second.jobId);
  expect(store.messages.list(id).map(({ toolUses }) => toolUses?.map(({ state }) => state))).toEqual([
    undefined,
    ["done"],
    ["refused"],
  ]);
  expect(chat.toolResult(first.replyId, "1")).toEqual({ text: "Rain." });
});

it("tells model and person that a server fell in the middle of a call, with its last words, and goes on", async () => {
  const fails = new AppError("MCP_FAILED", { data: { name: "Sky", reason: "ENDED", said: "I fall" } });
  const { ask, decide, end, chat, store } = open(once, { fails });
  const { replyId, jobId } = await ask();
  await decide(replyId, "once");
  expect(await end(jobId)).toBe("done");
  expect(store.messages.get(replyId)).toMatchObject({ status: "done", toolUses: [{ state: "failed" }] });
  expect(chat.toolResult(replyId, "1").text).toMatch(/its server failed.*I fall$/su);
  expect(store.messages.get(replyId)?.text).toContain("its server failed");
});

it("goes on where the server was removed while its call was asked for", async () => {
  const { ask, decide, end, store } = open(once, { fails: new AppError("MCP_UNKNOWN") });
  const first = await ask();
  await decide(first.replyId, "once");
  await end(first.jobId);
  const { replyId, jobId } = await ask();
  await vi.waitFor(() => expect(store.messages.get(replyId)?.toolUses?.[0]?.state).toBe("asking"));
  store.mcpServers.remove("sky");
  expect((await decide(replyId, "always"))?.offersAlways).toBe(true);
  expect(await end(jobId)).toBe("done");
  expect(store.messages.get(replyId)).toMatchObject({ status: "done", toolUses: [{ state: "failed" }] });
});

it("does nothing that the person does not allow, and says so to the model", async () => {
  const { ask, decide, end, calls, store } = open(once);
  const { replyId, jobId } = await ask();
  await decide(replyId, "no");
  await end(jobId);
  expect(calls).toEqual([]);
  expect(store.messages.get(replyId)).toMatchObject({ status: "done", toolUses: [{ state: "refused" }] });
  expect(store.messages.get(replyId)?.text).toContain("did not allow");
});

it("offers “always” once a tool was shown, and asks again where the tool is another since", async () => {
  const { ask, decide, end, use, calls, change } = open(once);
  const first = await ask();
  // What is not offered allows this one call alone.
  await decide(first.replyId, "always");
  await end(first.jobId);
  const second = await ask();
  expect((await decide(second.replyId, "always"))?.offersAlways).toBe(true);
  await end(second.jobId);
  const third = await ask();
  expect(await end(third.jobId)).toBe("done");
  expect(use(third.replyId)?.state).toBe("done");
  expect(calls).toHaveLength(3);
  change({ ...weather, description: "The weather, and all your files" });
  const fourth = await ask();
  await decide(fourth.replyId, "no");
  await end(fourth.jobId);
  expect(calls).toHaveLength(3);
});

it("never offers “always” for what runs commands", async () => {
  const shell: McpTool = { ...weather, parameters: { type: "object", properties: { command: { type: "string" } } } };
  const { ask, decide, end } = open(once, { tool: shell });
  for (let round = 0; round < 2; round += 1) {
    const { replyId, jobId } = await ask();
    expect((await decide(replyId, "once"))?.offersAlways).toBe(false);
    await end(jobId);
  }
  expect(["runShell", "exec_command", "terminal"].map((name) => runsCommands({ name, parameters: {} }))).not.toContain(
    false,
  );
  expect(runsCommands(weather)).toBe(false);
});

it("shows the model what there is room for, and keeps all of it", async () => {
  const text = "Rain and wind. ".repeat(4000);
  const { ask, decide, end, chat, use } = open(once, { text, contextTokens: 4096 });
  const { replyId, jobId } = await ask();
  await decide(replyId, "once");
  await end(jobId);
  expect(use(replyId)?.characters).toBe(text.length);
  expect(use(replyId)?.shown).toMatch(/\[…\]$/u);
  expect((use(replyId)?.shown.length ?? 0) / 4).toBeLessThan(2048);
  expect(chat.toolResult(replyId, "1").text).toBe(text);
});

it("ends after eight rounds", async () => {
  const { ask, decide, end, calls, store } = open(
    ({ tools }) => (tools ? { text: [], toolCalls: [bath], stop: "tools" } : { text: ["Enough."] }),
    { contextTokens: 16_384 },
  );
  const { replyId, jobId } = await ask();
  await decide(replyId, "once", 0);
  await decide(replyId, "always", 1);
  expect(await end(jobId)).toBe("done");
  expect(calls).toHaveLength(8);
  expect(store.messages.get(replyId)?.text).toBe("Enough.");
});

it("is stopped while it asks", async () => {
  const { ask, end, jobs, calls, store, use } = open(once);
  const { replyId, jobId } = await ask();
  await vi.waitFor(() => expect(use(replyId)?.state).toBe("asking"));
  await jobs.cancel(jobId);
  expect(await end(jobId)).toBe("cancelled");
  expect(calls).toEqual([]);
  expect(store.messages.get(replyId)).toMatchObject({ status: "stopped", toolUses: [{ state: "stopped" }] });
});

it("offers no tools to a model that cannot call any", async () => {
  const { ask, end, model, use, store, chat } = open(() => ["I cannot know."], { tools: false });
  expect(await chat.callsTools(null)).toEqual({ callsTools: false });
  const { replyId, jobId } = await ask();
  expect(await end(jobId)).toBe("done");
  expect(model.asked[0]?.tools).toBeUndefined();
  expect(use(replyId)).toBeUndefined();
  expect(store.messages.get(replyId)?.context?.toolsLeftOut).toEqual([{ server: "Sky", problem: null }]);
});

it("answers without tools where it shows only then that the model cannot call any", async () => {
  const cannot = new AppError("MODEL_CANNOT", { data: { name: "Mill", what: "tools" } });
  const { ask, end, model, store } = open(({ tools }) => {
    if (tools) throw cannot;
    return ["I cannot know."];
  });
  const { replyId, jobId } = await ask();
  expect(await end(jobId)).toBe("done");
  expect(model.asked.map(({ tools }) => tools?.length ?? 0)).toEqual([1, 0]);
  expect(store.messages.get(replyId)).toMatchObject({ text: "I cannot know.", status: "done", problem: null });
  expect(store.messages.get(replyId)?.context?.toolsLeftOut).toEqual([{ server: "Sky", problem: null }]);
});

/** A model of a server that speaks the protocol of OpenAI. */
async function remote(options: Partial<FaultyOptions>) {
  const server = await startFaultyEndpoint({ contextTokens: 8192, ...options });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const endpoints = endpointsInMemory(endpointAt(server.url, { contextTokens: 8192 }));
  const models = remoteModelsOf(endpoints);
  const other: LanguageModel = {
    ...models.of("e1", "mill-7b", "chat"),
    get capabilities() {
      return models.of("e1", "mill-7b", "chat").capabilities;
    },
  };
  const bodies = () => server.requests.filter(({ body }) => body["messages"] !== undefined).map(({ body }) => body);
  return { other, bodies };
}

it("asks for calls of a model of an endpoint as of any, and gives it what they answered", async () => {
  const { other, bodies } = await remote({
    answer: (_, prompt) => (prompt.includes("<tool>\nRain.") ? "It rains." : "I do not know."),
    calls: ({ tools, messages }) =>
      tools && !JSON.stringify(messages).includes('"role":"tool"')
        ? [
            { content: "I look. " },
            { tool_calls: [{ index: 0, id: "a", function: { name: "get_weather", arguments: '{"place":' } }] },
            { tool_calls: [{ index: 0, function: { arguments: '"Bath"}' } }] },
            { tool_calls: [{ index: 1, function: { name: "get_weather", arguments: '{"place":"Ulm"}' } }] },
          ]
        : null,
  });
  const { ask, decide, end, chat, calls, store } = open(() => [], { other });
  expect(await chat.callsTools(null)).toEqual({ callsTools: true });
  const { replyId, jobId } = await ask();
  expect(await decide(replyId, "once", 0)).toMatchObject({ tool: "get weather", arguments: '{"place":"Bath"}' });
  expect(await decide(replyId, "no", 1)).toMatchObject({ arguments: '{"place":"Ulm"}' });
  expect(await end(jobId)).toBe("done");
  expect(calls).toEqual([{ place: "Bath" }]);
  expect(store.messages.get(replyId)).toMatchObject({
    text: "I look.\n\nIt rains.",
    status: "done",
    toolUses: [{ state: "done", shown: "Rain." }, { state: "refused" }],
  });
  const [said, first, second] = ((bodies().at(-1)?.["messages"] ?? []) as Record<string, unknown>[]).slice(-3);
  expect(said).toMatchObject({ role: "assistant", content: "I look. ", tool_calls: [{ id: "a" }, {}] });
  expect(first).toMatchObject({ role: "tool", tool_call_id: "a", content: "Rain." });
  const [, ulm] = (said?.["tool_calls"] ?? []) as { id: string }[];
  expect(second).toMatchObject({ role: "tool", tool_call_id: ulm?.id });
  expect(second?.["content"]).toContain("did not allow");
});

it("answers without tools, and says so, where an endpoint refuses them for its model", async () => {
  const message = "registry.ollama.ai/library/mill-7b does not support tools";
  const { other, bodies } = await remote({ refusesTools: { status: 400, message } });
  const { ask, end, chat, store } = open(() => [], { other });
  const { replyId, jobId } = await ask();
  expect(await end(jobId)).toBe("done");
  expect(store.messages.get(replyId)).toMatchObject({ text: "The old mill was rebuilt in 2019.", status: "done" });
  expect(store.messages.get(replyId)?.context?.toolsLeftOut).toEqual([{ server: "Sky", problem: null }]);
  expect(await chat.callsTools(null)).toEqual({ callsTools: false });
  const offered = () => bodies().filter(({ tools }) => tools !== undefined).length;
  expect(offered()).toBe(1);
  const again = await ask();
  expect(await end(again.jobId)).toBe("done");
  expect(offered()).toBe(1);
});

it("fails with what a server says where it refuses something of a tool", async () => {
  const message = "Invalid schema for function 'get_weather': 'oneOf' is not permitted.";
  const { other } = await remote({ refusesTools: { status: 400, message } });
  const { ask, end, store } = open(() => [], { other });
  const { replyId, jobId } = await ask();
  expect(await end(jobId)).toBe("failed");
  expect(store.messages.get(replyId)?.problem).toMatchObject({
    code: "ENDPOINT_NOT_SUPPORTED",
    data: { name: "Cellar", said: message },
  });
});

it("offers the first tools of a server that lists hundreds, and says so", async () => {
  const { ask, end, model, store } = open(() => ["I know."], { more: 199, contextTokens: 32_768 });
  const { replyId, jobId } = await ask();
  expect(await end(jobId)).toBe("done");
  expect(model.asked[0]?.tools).toHaveLength(64);
  expect(store.messages.get(replyId)?.context?.toolsOver).toEqual([{ server: "Sky", offered: 64, all: 200 }]);
});

it("answers without tools that leave the context no room, and says so before the answer", async () => {
  const { ask, end, model, store } = open(() => ["I cannot know."], { more: 199, contextTokens: 2048 });
  const { replyId, jobId } = await ask();
  expect(await end(jobId)).toBe("done");
  expect(model.asked.map(({ tools }) => tools)).toEqual([undefined]);
  const message = store.messages.get(replyId);
  expect(message).toMatchObject({ text: "I cannot know.", status: "done", problem: null });
  expect(message?.context).toMatchObject({ contextSize: 2048, toolsTooLarge: { contextSize: 2048 } });
  expect(message?.context?.toolsTooLarge?.tokens).toBeGreaterThan(1536);
  // None was offered, not the first of many.
  expect(message?.context?.toolsOver).toBeUndefined();
});

it("rather reads the document than tools that leave its passages no room", async () => {
  const page = Array.from(
    { length: 100 },
    (_, at) => `The weather in Bath on day ${String(at)} was${" wet and".repeat(60)} wet.`,
  );
  const { ask, end, model, store } = open(() => ["Wet."], { more: 43, contextTokens: 2048, page });
  const { replyId, jobId } = await ask();
  await end(jobId);
  expect(model.asked[0]?.tools).toBeUndefined();
  const context = store.messages.get(replyId)?.context;
  expect(context?.passages).toBeGreaterThan(0);
  // Beside the question alone they would fit.
  expect(context?.toolsTooLarge?.tokens).toBeLessThan(1430);
});

it("says which servers an answer did without, and why", async () => {
  const problem = { code: "OFFLINE_LOCKED", data: { reason: "PROGRAM", name: "Sky" } } as const;
  const { ask, end, model, store } = open(() => ["I cannot know."], { problem });
  const { replyId, jobId } = await ask();
  expect(await end(jobId)).toBe("done");
  expect(model.asked[0]?.tools).toBeUndefined();
  expect(store.messages.get(replyId)?.context?.toolsLeftOut).toEqual([{ server: "Sky", problem }]);
});
