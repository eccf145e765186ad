import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { GenerateResult } from "../../../electron/core/llm/languageModel.ts";
import { asksForCitations, documentBlocks, toWireCitation } from "../../../electron/serve/anthropic/documents.ts";
import { toWireError } from "../../../electron/serve/anthropic/errors.ts";
import { createMessageWriter } from "../../../electron/serve/anthropic/message.ts";
import { countRequestSchema, messagesRequestSchema } from "../../../electron/serve/anthropic/schemas.ts";
import { toGenerate, toTurns, usesTools } from "../../../electron/serve/anthropic/turns.ts";
import { createWords } from "../../../electron/words/words.ts";
import { randomNumbers } from "../../helpers/random.ts";

const request = (more: Readonly<Record<string, unknown>> = {}): unknown => ({
  model: "claude-sonnet-4-5",
  max_tokens: 64,
  messages: [{ role: "user", content: "How much?" }],
  ...more,
});
const read = (more?: Readonly<Record<string, unknown>>) => messagesRequestSchema.parse(request(more));
const turnsOf = (more?: Readonly<Record<string, unknown>>) => toTurns(read(more), (index) => `<document ${index}>`);
const defaults = { temperature: 0.3, seed: 5 };

/** The field that a request is refused for. */
function refused(more: Readonly<Record<string, unknown>>): string | undefined {
  const { error } = messagesRequestSchema.safeParse(request(more));
  return error?.issues[0]?.path.map(String).join(".");
}

describe("a request of the Messages API", () => {
  it("is told to a model in turns, its system prompt first", () => {
    const system = [
      { type: "text", text: "x-anthropic-billing-header: cc_version=2.1.0; cch=ea1b2;" },
      { type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } },
    ];
    const messages = [
      { role: "user", content: "Hello" },
      { role: "user", content: [{ type: "text", text: "again" }] },
      { role: "assistant", content: "" },
    ];
    expect(turnsOf({ system, messages })).toEqual([
      { role: "system", text: "Be brief." },
      { role: "user", text: "Hello\n\nagain" },
    ]);
    expect(turnsOf({ system: "x-anthropic-billing-header: cch=1;\nBe brief." })[0]?.text).toBe("Be brief.");
    expect(turnsOf({ system: "Say x-anthropic-billing-header: 1" })[0]?.text).toBe("Say x-anthropic-billing-header: 1");
  });

  it("goes on with a last turn of the assistant", () => {
    const messages = [
      { role: "user", content: "How much?" },
      { role: "assistant", content: "The rent is" },
    ];
    expect(turnsOf({ messages }).at(-1)).toEqual({ role: "assistant", text: "The rent is" });
  });

  it("has calls of tools and what they answered, without the thoughts before", () => {
    const messages = [
      { role: "user", content: "How warm is it?" },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm.", signature: "" },
          { type: "text", text: "I look." },
          { type: "tool_use", id: "t1", name: "weather", input: { place: "Bergen" } },
        ],
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "t1",
            content: [{ type: "text", text: "no such place" }],
            is_error: true,
          },
          { type: "text", text: "And now?" },
        ],
      },
    ];
    expect(turnsOf({ messages }).slice(1)).toEqual([
      {
        role: "assistant",
        text: "I look.",
        toolCalls: [{ id: "t1", name: "weather", arguments: '{"place":"Bergen"}' }],
      },
      {
        role: "user",
        text: "And now?",
        toolResults: [{ id: "t1", name: "weather", text: "Error: no such place" }],
      },
    ]);
    expect(usesTools(read({ messages }))).toBe(true);
    const orphan = [{ role: "user", content: [{ type: "tool_result", tool_use_id: "t9" }] }];
    expect(() => turnsOf({ messages: orphan })).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  it("becomes what the model is asked for", () => {
    const tool = { name: "weather", description: "tells it", input_schema: { type: "object", properties: {} } };
    const full = read({
      temperature: 0,
      top_p: 0.5,
      top_k: 3,
      stop_sequences: ["END"],
      thinking: { type: "enabled", budget_tokens: 2048 },
      tools: [tool],
      tool_choice: { type: "tool", name: "weather", disable_parallel_tool_use: true },
      output_config: { format: { type: "json_schema", schema: { type: "object" } } },
      metadata: { user_id: "u" },
      service_tier: "auto",
    });
    expect(toGenerate(full, defaults)).toEqual({
      maxTokens: 64,
      temperature: 0,
      seed: 5,
      endsLoops: false,
      stop: ["END"],
      sampling: { topP: 0.5, topK: 3 },
      format: { kind: "json", schema: { type: "object" } },
      thinking: { mostTokens: 2048 },
      tools: [{ name: "weather", description: "tells it", parameters: tool.input_schema }],
      toolChoice: { name: "weather" },
      parallelToolCalls: false,
    });
    expect(toGenerate(read(), defaults)).toEqual({ maxTokens: 64, temperature: 0.3, seed: 5, endsLoops: false });
    expect(toGenerate(read({ output_format: { type: "json_schema", schema: { type: "object" } } }), defaults)).toEqual(
      expect.objectContaining({ format: { kind: "json", schema: { type: "object" } } }),
    );
    expect(toGenerate(read({ tools: [tool], tool_choice: { type: "none" } }), defaults)).not.toHaveProperty("tools");
  });

  it.each([
    ["max_tokens", { max_tokens: 0 }],
    ["messages", { messages: [] }],
    ["messages.0.role", { messages: [{ role: "tool", content: "" }] }],
    ["messages.0.content.0.type", { messages: [{ role: "user", content: [{ type: "image", source: {} }] }] }],
    [
      "messages.0.content.0.source.type",
      {
        messages: [
          { role: "user", content: [{ type: "document", source: { type: "url", url: "https://a.example" } }] },
        ],
      },
    ],
    [
      "tools.0.type",
      { tools: [{ type: "web_search_20250305", name: "web_search", input_schema: { type: "object" } }] },
    ],
    ["tool_choice.type", { tool_choice: { type: "some" } }],
    ["stop_sequences.0", { stop_sequences: [""] }],
    ["mcp_servers", { mcp_servers: [{ type: "url", url: "https://a.example", name: "a" }] }],
    ["temperature", { temperature: -1 }],
  ])("is refused for %s", (field, more) => {
    expect(refused(more)).toBe(field);
  });

  it("says what of it cannot be done", () => {
    const image = { role: "user", content: [{ type: "image", source: {} }] };
    expect(countRequestSchema.safeParse(request({ messages: [image] })).error?.issues[0]?.message).toContain("images");
  });
});

const cite = { enabled: true };
const textDocument = (data: string, more = {}) => ({
  type: "document",
  source: { type: "text", media_type: "text/plain", data },
  ...more,
});
const blocksOf = (...content: unknown[]) => documentBlocks(read({ messages: [{ role: "user", content }] }));

describe("documents of a request", () => {
  it("are cited all or none", () => {
    expect(asksForCitations(blocksOf(textDocument("a", { citations: cite })))).toBe(true);
    expect(asksForCitations(blocksOf(textDocument("a"), textDocument("b", { citations: { enabled: false } })))).toBe(
      false,
    );
    const mixed = blocksOf(textDocument("a"), textDocument("b", { citations: cite }));
    expect(() => asksForCitations(mixed)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  it("stand in their turn where they are not cited", () => {
    const content = [textDocument("a"), { type: "text", text: "Which?" }];
    expect(turnsOf({ messages: [{ role: "user", content }] })).toEqual([
      { role: "user", text: "<document 0>\n\nWhich?" },
    ]);
  });

  it("are cited by code points, which are the characters of the text as it was given", () => {
    const parts = ["The rent is 5 euros. ", "🌾", "Zürich", "𝒳", "e\u0301", "\r\n", "👩‍🌾 "];
    const random = randomNumbers(3);
    for (let round = 0; round < 200; round += 1) {
      const chosen = Array.from({ length: 20 }, () => parts[Math.floor(random() * parts.length)] ?? "");
      const text = chosen.join("");
      const from = Math.floor(random() * 10);
      const start = chosen.slice(0, from).join("").length;
      const quote = chosen.slice(from, from + 3).join("");
      const [block] = blocksOf(textDocument(text, { title: "Lease" }));
      const found = block && toWireCitation({ page: 1, start, quote }, block, 2);
      if (found?.type !== "char_location") throw new Error("It is cited in another form.");
      expect([...text].slice(found.start_char_index, found.end_char_index).join("")).toBe(found.cited_text);
      expect(found).toMatchObject({ document_index: 2, document_title: "Lease", cited_text: quote });
    }
  });

  it("are cited by pages from 1 and by whole blocks from 0, their ends exclusive", () => {
    const source = {
      type: "content",
      content: [
        { type: "text", text: "One. Two." },
        { type: "text", text: "Three." },
      ],
    };
    const pdf = { type: "base64", media_type: "application/pdf", data: "JVBERg==" };
    const [blocks, file] = blocksOf({ type: "document", source }, { type: "document", source: pdf });
    if (!blocks || !file) throw new Error("They were not read.");
    expect(toWireCitation({ page: 1, start: 5, quote: "Two." }, blocks, 0)).toEqual({
      type: "content_block_location",
      cited_text: "One. Two.",
      document_index: 0,
      document_title: null,
      file_id: null,
      start_block_index: 0,
      end_block_index: 1,
    });
    expect(toWireCitation({ page: 3, start: 5, quote: "Two." }, file, 1)).toMatchObject({
      type: "page_location",
      cited_text: "Two.",
      start_page_number: 3,
      end_page_number: 4,
    });
  });
});

const result: GenerateResult = {
  text: "",
  thought: null,
  promptTokens: 10,
  evaluatedPromptTokens: 4,
  completionTokens: 7,
  stop: "end",
  prefillMs: 1,
  decodeMs: 1,
};

describe("a message as it comes", () => {
  it("opens and closes a block for each kind of what is in it", () => {
    const told: string[] = [];
    const writer = createMessageWriter({ id: "msg_1", model: "m" }, (name, data) => {
      const { index, delta } = data as { index?: number; delta?: { type?: string } };
      told.push([name, index, delta?.type].filter((part) => part !== undefined).join(" "));
    });
    writer.start(10);
    writer.thought("Hm");
    writer.text("It ");
    writer.text("is.");
    writer.cited(" So.", [
      toWireCitation({ page: 1, start: 0, quote: "So." }, blocksOf(textDocument("So."))[0] ?? never(), 0),
    ]);
    const call = { index: 0, id: "t1", name: "f" };
    for (const piece of ["", '{"a"', ":1}"]) writer.toolCall({ ...call, arguments: piece });
    const message = writer.end({ ...result, stop: "tools", toolCalls: [{ ...call, arguments: '{"a":1}' }] });
    expect(told).toEqual([
      "message_start",
      "content_block_start 0",
      "content_block_delta 0 thinking_delta",
      "content_block_stop 0",
      "content_block_start 1",
      "content_block_delta 1 text_delta",
      "content_block_delta 1 text_delta",
      "content_block_stop 1",
      "content_block_start 2",
      "content_block_delta 2 text_delta",
      "content_block_delta 2 citations_delta",
      "content_block_stop 2",
      "content_block_start 3",
      "content_block_delta 3 input_json_delta",
      "content_block_delta 3 input_json_delta",
      "content_block_stop 3",
      "message_delta",
      "message_stop",
    ]);
    expect(message).toMatchObject({ stop_reason: "tool_use", usage: { input_tokens: 4, cache_read_input_tokens: 6 } });
    expect(message.content.map(({ type }) => type)).toEqual(["thinking", "text", "text", "tool_use"]);
    expect(message.content.at(-1)).toEqual({ type: "tool_use", id: "t1", name: "f", input: { a: 1 } });
  });
});

function never(): never {
  throw new Error("There is none.");
}

describe("an error", () => {
  it("is told in the form of the Messages API, with the numbers by which clients shorten what they send", () => {
    const words = createWords();
    const long = new AppError("CONTEXT_TOO_SMALL", { data: { promptTokens: 5000, contextSize: 4096 } });
    expect(toWireError(long, words)).toEqual({
      status: 400,
      body: {
        type: "error",
        error: { type: "invalid_request_error", message: "prompt is too long: 5000 tokens > 4096 maximum" },
      },
    });
    const typeOf = (error: AppError) => [toWireError(error, words).status, toWireError(error, words).body.error.type];
    expect(typeOf(new AppError("MODEL_NOT_FOUND"))).toEqual([404, "not_found_error"]);
    expect(typeOf(new AppError("ENGINE_CRASHED"))).toEqual([500, "api_error"]);
    expect(typeOf(new AppError("ENDPOINT_BUSY", { data: { name: "a", seconds: 3 } }))).toEqual([
      529,
      "overloaded_error",
    ]);
    const wrong = new AppError("INVALID_INPUT", { data: { field: "max_tokens", problem: "too small" } });
    expect(toWireError(wrong, words).body.error.message).toBe("max_tokens: too small");
  });
});
