import { describe, expect, it, onTestFinished } from "vitest";
import { toAppError } from "../../../electron/contract/errors.ts";
import type { GenerateRequest, Tool, ToolCallPiece } from "../../../electron/core/llm/languageModel.ts";
import type { KnownEndpoint } from "../../../electron/core/llm/remote/knownEndpoint.ts";
import { saysNoTools } from "../../../electron/core/llm/remote/toolMessages.ts";
import { type FaultyOptions, startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { endpointAt, endpointsInMemory, remoteModelsOf } from "../../helpers/remoteModels.ts";

const weather: Tool = {
  name: "get_weather",
  description: "The weather of a place",
  parameters: { type: "object", properties: { place: { type: "string" } } },
};
const clock: Tool = { name: "clock", description: "", parameters: { type: "object", properties: {} } };

const request: GenerateRequest = {
  turns: [{ role: "user", text: "What is the weather in Bath and in Ulm?" }],
  tools: [weather, clock],
  maxTokens: 200,
  temperature: 0,
  seed: 1,
};

async function open(options: Partial<FaultyOptions> = {}, changed: Partial<KnownEndpoint> = {}) {
  const server = await startFaultyEndpoint(options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const endpoints = endpointsInMemory(endpointAt(server.url, changed));
  const changes: string[] = [];
  const models = remoteModelsOf(endpoints, { changes });
  const model = () => models.of("e1", "mill-7b", "chat");
  const session = await model().open("chat", { signal: new AbortController().signal });
  onTestFinished(() => session[Symbol.asyncDispose]());
  const pieces: ToolCallPiece[] = [];
  return {
    server,
    model,
    session,
    pieces,
    changes,
    found: () => endpoints.get("e1")?.models[0]?.found ?? null,
    ask: (more: Partial<GenerateRequest> = {}) =>
      session.generate({ ...request, ...more }, { onToolCallPiece: (piece) => void pieces.push(piece) }),
    /** the last request with tools in it */
    asked: () => server.requests.findLast(({ route }) => route.endsWith("/chat/completions"))?.body,
  };
}

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => toAppError(thrown).toProblem(),
  );

/** A piece of a call as servers stream it. */
function delta(index: number | undefined, called: { name?: string; arguments?: unknown }, id?: string) {
  return { tool_calls: [{ ...(index !== undefined && { index }), ...(id !== undefined && { id }), function: called }] };
}

describe("a model of an endpoint that is offered tools", () => {
  it("is told of them, of what it called and of what they answered, in the messages of the protocol", async () => {
    const { ask, asked, model } = await open();
    expect(model().capabilities.tools).toBe(true);
    const bath = { id: "c1", name: "get_weather", arguments: '{"place":"Bath"}' };
    const broken = { id: "c2", name: "get_weather", arguments: '{"place":' };
    const result = await ask({
      turns: [
        ...request.turns,
        { role: "assistant", text: "", toolCalls: [bath, broken] },
        {
          role: "user",
          text: "",
          toolResults: [
            { id: "c1", name: "get_weather", text: "Rain." },
            { id: "c2", name: "get_weather", text: "These are no arguments." },
          ],
        },
      ],
    });
    expect(result).toMatchObject({ text: "The old mill was rebuilt in 2019.", stop: "end" });
    expect(result.toolCalls).toBeUndefined();
    expect(asked()).toMatchObject({
      tools: [
        {
          type: "function",
          function: {
            name: "get_weather",
            description: "The weather of a place",
            parameters: { type: "object", properties: { place: { type: "string" } } },
          },
        },
        { type: "function", function: { name: "clock" } },
      ],
      messages: [
        { role: "user", content: "What is the weather in Bath and in Ulm?" },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "c1", type: "function", function: { name: "get_weather", arguments: '{"place":"Bath"}' } },
            // The servers that read it to write their prompt would refuse the conversation for the other.
            { id: "c2", type: "function", function: { name: "get_weather", arguments: "{}" } },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: "Rain." },
        { role: "tool", tool_call_id: "c2", content: "These are no arguments." },
      ],
    });
    expect(asked()?.["messages"]).toHaveLength(4);
    expect(asked()).not.toHaveProperty("tool_choice");
    expect(asked()).not.toHaveProperty("parallel_tool_calls");
  });

  it("has to call one, or a certain one, or one at most, where that is asked for", async () => {
    const two = [
      delta(0, { name: "get_weather", arguments: "{}" }, "a"),
      delta(1, { name: "clock", arguments: "{}" }, "b"),
    ];
    const { ask, asked, pieces } = await open({ calls: ({ tools }) => (tools ? two : null) });
    await ask({ toolChoice: "required" });
    expect(asked()).toMatchObject({ tool_choice: "required" });
    pieces.length = 0;
    const { toolCalls } = await ask({ toolChoice: { name: "clock" }, parallelToolCalls: false });
    expect(asked()).toMatchObject({
      tool_choice: { type: "function", function: { name: "clock" } },
      parallel_tool_calls: false,
    });
    // Also of a server that does not heed it.
    expect(toolCalls).toEqual([{ id: "a", name: "get_weather", arguments: "{}" }]);
    expect(pieces.map(({ index }) => index)).toEqual([0]);
  });

  it("is asked without a bound of its calls where the server does not know it", async () => {
    const { ask, asked, found } = await open({ unknownFields: ["parallel_tool_calls"] });
    expect((await ask({ parallelToolCalls: false })).text).not.toBe("");
    expect(asked()).toHaveProperty("tools");
    expect(found()).toMatchObject({ tools: null, refuses: ["parallel_tool_calls"] });
  });

  it("calls several in one answer, whose pieces are cut in the middle of characters and beside each other", async () => {
    const { ask, pieces, found } = await open({
      calls: () => [
        { role: "assistant", content: "I look. " },
        delta(0, { name: "get_weather", arguments: "" }, "call_a"),
        delta(0, { arguments: '{"pla' }),
        delta(1, { name: "get_weather", arguments: '{"place":' }, "call_b"),
        delta(0, { arguments: 'ce":"Bath \ud83c' }),
        delta(1, { arguments: '"Ulm' }),
        delta(0, { arguments: '\udf27"}' }),
        `{"tool_calls":[{"index":1,"id":null,"function":{"name":"","arguments":" an der Donau, südlich\\"}"}}]}`,
      ],
    });
    const result = await ask();
    expect(result).toMatchObject({
      text: "I look. ",
      stop: "tools",
      toolCalls: [
        { id: "call_a", name: "get_weather", arguments: '{"place":"Bath 🌧"}' },
        { id: "call_b", name: "get_weather", arguments: '{"place":"Ulm an der Donau, südlich"}' },
      ],
    });
    const told = result.toolCalls?.map((_, index) =>
      pieces.filter((piece) => piece.index === index).reduce((text, piece) => text + piece.arguments, ""),
    );
    expect(told).toEqual(result.toolCalls?.map((call) => call.arguments));
    expect(pieces.every((piece) => piece.arguments.isWellFormed())).toBe(true);
    expect(pieces.map(({ id, name }) => `${id} ${name}`)).toEqual(
      pieces.map(({ index }) => `call_${index === 0 ? "a" : "b"} get_weather`),
    );
    expect(found()?.tools).toBe(true);
  });

  const bathAndUlm = [
    { name: "get_weather", arguments: '{"place":"Bath"}' },
    { name: "get_weather", arguments: '{"place":"Ulm"}' },
  ] as const;
  interface Shape {
    readonly how: string;
    readonly deltas: readonly object[];
    /** both where it is left out */
    readonly expected?: readonly object[];
  }
  const shapes: readonly Shape[] = [
    {
      how: "without numbers, whole in one piece",
      deltas: [{ tool_calls: bathAndUlm.map((called, at) => ({ id: `id${String(at)}`, function: called })) }],
    },
    {
      how: "all numbered 0, told apart by their ids",
      deltas: bathAndUlm.map((called, at) => delta(0, called, `id${String(at)}`)),
    },
    { how: "without ids", deltas: bathAndUlm.map((called, at) => delta(at, called)) },
    {
      how: "without ids or numbers, one after the other",
      deltas: bathAndUlm.map((called) => delta(undefined, called)),
    },
    { how: "with the same id", deltas: bathAndUlm.map((called, at) => delta(at, called, "same")) },
    {
      how: "with another id, or the name again, for each piece",
      deltas: [
        delta(0, { name: "get_weather", arguments: '{"place":' }, "x1"),
        delta(0, { arguments: '"Bath"}' }, "x2"),
        delta(1, { name: "get_weather", arguments: '{"place":' }, "y1"),
        delta(1, { name: "get_weather", arguments: '"Ulm"}' }, "y1"),
        delta(1, { name: "get_weather", arguments: "" }, "y1"),
      ],
    },
    {
      how: "with arguments that are no text",
      deltas: [delta(0, { name: "get_weather", arguments: { place: "Bath" } }, "a")],
      expected: [bathAndUlm[0]],
    },
    {
      how: "without arguments",
      deltas: [delta(0, { name: "clock" }, "a")],
      expected: [{ name: "clock", arguments: "{}" }],
    },
  ];
  it.each(shapes)("calls them $how", async ({ deltas, expected = bathAndUlm }) => {
    const { ask, pieces } = await open({ calls: ({ tools }) => (tools ? deltas : null) });
    const { toolCalls = [], stop } = await ask();
    expect(stop).toBe("tools");
    expect(toolCalls).toMatchObject(expected);
    expect(toolCalls).toHaveLength(expected.length);
    const ids = toolCalls.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id !== "")).toBe(true);
    expect(new Set(pieces.map(({ id }) => id))).toEqual(new Set(ids));
  });

  it("calls them in an answer that comes as a whole", async () => {
    const { ask, server } = await open({
      calls: ({ tools }) => (tools ? [{ content: null, tool_calls: [{ id: "a", function: bathAndUlm[0] }] }] : null),
    });
    server.next("whole");
    expect(await ask()).toMatchObject({ stop: "tools", toolCalls: [{ id: "a", ...bathAndUlm[0] }] });
  });

  it.each([
    [
      "in a fence",
      '```json\n{\n  "name": "get_weather",\n  "arguments": {\n    "place": "Bath"\n  }\n}\n```',
      ["Bath"],
    ],
    [
      "one behind the other, and goes on",
      '{"name": "get_weather", "arguments": {"place": "Bath {\\"}"}}\n{"name": "get_weather", "parameters": {"place": "Ulm"}}\nIt rains.',
      ['Bath {"}', "Ulm"],
    ],
    ["in a list", '[{"name": "get_weather", "arguments": "{\\"place\\": \\"Bath\\"}"}]', ["Bath"]],
  ])("calls them in plain JSON where its server did not tell them from text, %s", async (_, text, places) => {
    const { session } = await open({ answer: () => text });
    const shown: string[] = [];
    const result = await session.generate(request, { onText: (piece) => void shown.push(piece) });
    expect(result).toMatchObject({ stop: "tools", text: "" });
    expect(shown.join("")).toBe("");
    const called = (result.toolCalls ?? []).map(({ name, arguments: given }) => [name, JSON.parse(given) as unknown]);
    expect(called).toEqual(places.map((place) => ["get_weather", { place }]));
  });

  it("calls once what its server says both as text and as a call", async () => {
    const { ask } = await open({
      calls: ({ tools }) =>
        tools
          ? [
              { content: '{"name": "get_weather", "arguments": {"place": "Bath"}}' },
              delta(0, { name: "get_weather", arguments: '{"place": "Bath"}' }, "a"),
            ]
          : null,
    });
    const { toolCalls } = await ask();
    expect(toolCalls).toEqual([{ id: "a", name: "get_weather", arguments: '{"place": "Bath"}' }]);
  });

  it.each([
    ["of another name", '{"name": "Bath", "arguments": {"place": "Bath"}} is where it rains.'],
    ["that is not whole", '```json\n{"name": "get_weather", "arguments": {"place": } or so.\n```'],
    ["behind words", 'I would say {"name": "get_weather", "arguments": {"place": "Bath"}}'],
  ])("shows JSON %s as the text that it is", async (_, text) => {
    const { session } = await open({ answer: () => text });
    const shown: string[] = [];
    const result = await session.generate(request, { onText: (piece) => void shown.push(piece) });
    expect(result).toMatchObject({ stop: "end", text });
    expect(result.toolCalls).toBeUndefined();
    expect(shown.join("")).toBe(text);
  });

  it("calls nothing by plain JSON where it is offered nothing, or where that is cut off", async () => {
    const text = '{"name": "get_weather", "arguments": {"place": "Bath"}}';
    const { ask } = await open({ answer: () => text });
    const { tools: _, ...plain } = request;
    expect(await ask({ ...plain, tools: [] })).toMatchObject({ stop: "end", text });
    const cut = await ask({ maxTokens: 3 });
    expect(cut.stop).toBe("length");
    expect(cut.toolCalls).toBeUndefined();
  });

  it("calls nothing by what is cut off, and what is whole before it", async () => {
    const { ask } = await open({
      calls: ({ tools }) =>
        tools
          ? [
              delta(0, bathAndUlm[0], "a"),
              ...['{"pl', 'ace":', '"U', "l"].map((text, at) =>
                delta(1, at === 0 ? { name: "get_weather", arguments: text } : { arguments: text }, "b"),
              ),
            ]
          : null,
    });
    // The server says that it ended at the length.
    expect(await ask({ maxTokens: 4 })).toMatchObject({ stop: "length", toolCalls: [{ id: "a" }] });
  });

  it("is stopped where what it calls has no end", async () => {
    const { ask, server } = await open({
      calls: ({ tools }) =>
        tools
          ? [
              delta(0, { name: "get_weather", arguments: '{"place":"' }, "a"),
              ...Array.from({ length: 500 }, () => delta(0, { arguments: "Bath " })),
            ]
          : null,
    });
    // It does not heed how long it may be, and never says that it is over.
    server.next("stall");
    const result = await ask({ maxTokens: 50 });
    expect(result.stop).toBe("length");
    expect(result.toolCalls).toBeUndefined();
  });

  it.each([
    [400, "registry.ollama.ai/library/gemma:2b does not support tools"],
    [400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'],
    [500, "tools param requires --jinja flag"],
    [
      404,
      "No endpoints found that support tool use. To learn more about provider routing, visit: https://openrouter.ai/docs",
    ],
    [400, "Unsupported parameter: 'tools' is not supported with this model."],
    [422, "Unrecognized request argument supplied: tools"],
    [400, "`tool calling` is not supported with this model"],
    [200, "mill-7b does not support Function Calling"],
  ])("is told apart where it is refused them with %i: %s", async (status, message) => {
    const { ask, model, server, found, changes } = await open({ refusesTools: { status, message } });
    expect(model().capabilities.tools).toBe(true);
    // What was found of it.
    expect(changes.splice(0)).toEqual(["endpoints e1"]);
    const refused = { code: "MODEL_CANNOT", data: { name: "mill-7b", what: "tools" } };
    expect(await problemOf(ask())).toMatchObject(refused);
    expect(found()?.tools).toBe(false);
    expect(changes).toEqual(["endpoints e1"]);
    expect(model().capabilities.tools).toBe(false);
    const before = server.requests.length;
    expect(await problemOf(ask())).toMatchObject(refused);
    expect(server.requests).toHaveLength(before);
    const { tools: _, ...plain } = request;
    expect((await ask({ ...plain, tools: [] })).text).toBe("The old mill was rebuilt in 2019.");
  });

  it.each([
    [400, "Invalid schema for function 'get_weather': 'oneOf' is not supported."],
    [400, "tools[0].function.parameters: Extra inputs are not permitted"],
    [400, "The server does not support oneOf in tool schemas"],
    [400, "parallel tool calls must be a boolean"],
  ])("says what is wrong where only something of a tool is refused, with %i: %s", async (status, message) => {
    const { ask, model } = await open({ refusesTools: { status, message } });
    expect(await problemOf(ask())).toMatchObject({ code: "ENDPOINT_NOT_SUPPORTED", data: { said: message } });
    expect(model().capabilities.tools).toBe(true);
  });

  it.each([
    ["parallel_tool_calls is not supported with this model", false],
    ["tool_choice 'required' is not supported", false],
    ["This model does not support response_format", false],
    ['[{"loc":["body","tools",0,"strict"],"msg":"Extra inputs are not permitted"}]', false],
    ['[{"loc":["body","tools"],"msg":"Extra inputs are not permitted"}]', true],
  ])("is held for one without tools by what is said of tools alone: %s", (said, expected) => {
    expect(saysNoTools(said)).toBe(expected);
  });

  it.each<readonly [Partial<FaultyOptions>, boolean | null]>([
    [{ kind: "ollama", ofModel: { capabilities: ["completion"] } }, false],
    [{ kind: "ollama", ofModel: { capabilities: ["completion", "tools"] } }, true],
    [{ kind: "ollama" }, null],
    [{ kind: "mistral", ofModel: { capabilities: { completion_chat: true, function_calling: false } } }, false],
    [{ kind: "other", ofModel: { supported_parameters: ["temperature"] } }, false],
    [{ kind: "other", ofModel: { supported_parameters: ["tools"] } }, true],
    [{ kind: "llamaServer", ofModel: { chat_template_caps: { supports_tools: false } } }, false],
    [{ kind: "llamaServer", ofModel: { chat_template_caps: { supports_tools: true } } }, true],
    [{ kind: "llamaServer" }, null],
    [{ kind: "vllm" }, null],
  ])("is known by what its server says of it: %o", async (options, expected) => {
    const { found, model } = await open(options);
    expect(found()?.tools).toBe(expected);
    expect(model().capabilities.tools).toBe(expected !== false);
  });

  it("gets ids of calls in the form that Mistral takes, the same for call and result", async () => {
    const { ask, asked } = await open({ kind: "mistral" }, { kind: "mistral" });
    const id = "call_0123456789abcdef";
    await ask({
      turns: [
        ...request.turns,
        { role: "assistant", text: "", toolCalls: [{ id, ...bathAndUlm[0] }] },
        { role: "user", text: "", toolResults: [{ id, name: "get_weather", text: "Rain." }] },
      ],
    });
    const [, call, result] = (asked()?.["messages"] ?? []) as {
      tool_calls?: { id: string }[];
      tool_call_id?: string;
    }[];
    expect(call?.tool_calls?.[0]?.id).toMatch(/^[a-z\d]{9}$/u);
    expect(result?.tool_call_id).toBe(call?.tool_calls?.[0]?.id);
  });

  it("has its tools counted with the prompt, by the server or by the estimate", async () => {
    for (const kind of ["llamaServer", "vllm", "other"] as const) {
      const { session, server, found } = await open({ kind }, { kind });
      const without = await session.countTurns(request.turns);
      const before = server.requests.length;
      const withTools = await session.countTurns(request.turns, request.tools);
      if (kind === "other") expect(withTools).toBeGreaterThan(without + 20);
      else expect(server.requests.slice(before).some(({ body }) => body["tools"] !== undefined)).toBe(true);
      expect(found()?.counts).toBe(kind !== "other");
    }
  });

  it("is not sent tools and results that a server who cannot count might cut", async () => {
    const { ask, server } = await open();
    const before = server.requests.length;
    const text = "Rain and wind. ".repeat(2000);
    const long: GenerateRequest["turns"] = [
      ...request.turns,
      { role: "assistant", text: "", toolCalls: [{ id: "a", ...bathAndUlm[0] }] },
      { role: "user", text: "", toolResults: [{ id: "a", name: "get_weather", text }] },
    ];
    expect(await problemOf(ask({ turns: long }))).toMatchObject({ code: "CONTEXT_TOO_SMALL" });
    expect(server.requests).toHaveLength(before);
  });
});
