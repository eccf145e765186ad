import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFakeModel, type FakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import { serveModels, testToken } from "../../helpers/serveModels.ts";

/**
 * What becomes of each documented field of a request. done: the model is asked otherwise, or the answer is another; harmless: no answer
 * could show it; refused: with words that name it, before anything is asked.
 */
type Fate = "done" | "harmless" | "refused";
type Case = readonly [fate: Fate, fields: Readonly<Record<string, unknown>>];

const schema = { type: "object", properties: {} };
const chatTool = { type: "function", function: { name: "look", parameters: schema } };

const chat: readonly Case[] = [
  ["done", { max_tokens: 5 }],
  ["done", { max_completion_tokens: 5 }],
  ["done", { temperature: 1.5 }],
  ["done", { top_p: 0.5 }],
  ["done", { top_k: 3 }],
  ["done", { min_p: 0.2 }],
  ["done", { stop: ["END"] }],
  ["done", { presence_penalty: 1 }],
  ["done", { frequency_penalty: 1 }],
  ["done", { repeat_penalty: 1.1 }],
  ["done", { logit_bias: { "3": 1 } }],
  ["done", { logprobs: true, top_logprobs: 2 }],
  ["done", { n: 2 }],
  ["done", { tools: [chatTool] }],
  ["done", { tools: [chatTool], tool_choice: "required" }],
  ["done", { tools: [chatTool], parallel_tool_calls: false }],
  ["done", { response_format: { type: "json_object" } }],
  ["done", { response_format: { type: "json_schema", json_schema: { name: "a", schema } } }],
  ["done", { reasoning_effort: "low" }],
  ["done", { chat_template_kwargs: { enable_thinking: true } }],
  ["harmless", { seed: 7 }],
  ["harmless", { user: "u" }],
  ["harmless", { metadata: { a: "b" } }],
  ["harmless", { store: true }],
  ["harmless", { service_tier: "auto" }],
  ["harmless", { safety_identifier: "s" }],
  ["harmless", { prompt_cache_key: "k" }],
  ["harmless", { prompt_cache_retention: "24h" }],
  ["harmless", { verbosity: "medium" }],
  ["harmless", { modalities: ["text"] }],
  ["refused", { verbosity: "low" }],
  ["refused", { modalities: ["audio"] }],
  ["refused", { audio: { format: "wav", voice: "a" } }],
  ["refused", { prediction: { type: "content", content: "a" } }],
  ["refused", { web_search_options: {} }],
  ["refused", { functions: [{ name: "look" }] }],
  ["refused", { function_call: "auto" }],
  ["refused", { grammar: "root ::= [a-z]" }],
  ["refused", { json_schema: schema }],
  ["refused", { guided_json: schema }],
  ["refused", { guided_regex: "a+" }],
  ["refused", { guided_choice: ["a"] }],
  ["refused", { structured_outputs: { json: schema } }],
  ["refused", { min_tokens: 5 }],
  ["refused", { ignore_eos: true }],
  ["refused", { repetition_penalty: 1.2 }],
  ["refused", { top_logprobs: 2 }],
  ["refused", { response_format: { type: "xml" } }],
];

const tool = { type: "function", name: "look", parameters: schema };

const responses: readonly Case[] = [
  ["done", { instructions: "Be brief." }],
  ["done", { max_output_tokens: 5 }],
  ["done", { temperature: 1.5 }],
  ["done", { top_p: 0.5 }],
  ["done", { tools: [tool] }],
  ["done", { tools: [tool], tool_choice: "required" }],
  ["done", { tools: [tool], parallel_tool_calls: false }],
  ["done", { reasoning: { effort: "low" } }],
  ["done", { text: { format: { type: "json_schema", name: "a", schema } } }],
  ["done", { metadata: { a: "b" } }],
  ["done", { truncation: "auto" }],
  ["harmless", { truncation: "disabled" }],
  ["harmless", { store: false }],
  ["harmless", { background: false }],
  ["harmless", { previous_response_id: null }],
  ["harmless", { top_logprobs: 0 }],
  ["harmless", { include: ["reasoning.encrypted_content"] }],
  ["harmless", { max_tool_calls: 3 }],
  ["harmless", { user: "u" }],
  ["harmless", { service_tier: "auto" }],
  ["harmless", { safety_identifier: "s" }],
  ["harmless", { prompt_cache_key: "k" }],
  ["harmless", { stream_options: { include_obfuscation: false } }],
  ["harmless", { text: { verbosity: "medium" } }],
  ["refused", { text: { verbosity: "low" } }],
  ["refused", { truncation: "middle" }],
  ["refused", { store: true }],
  ["refused", { background: true }],
  ["refused", { previous_response_id: "resp_1" }],
  ["refused", { conversation: "conv_1" }],
  ["refused", { prompt: { id: "p" } }],
  ["refused", { context_management: [{ type: "compaction" }] }],
  ["refused", { top_logprobs: 2 }],
  ["refused", { include: ["file_search_call.results"] }],
  ["refused", { tools: [{ type: "web_search" }] }],
];

const ownTool = { name: "look", input_schema: schema };

const messages: readonly Case[] = [
  ["done", { system: "Be brief." }],
  ["done", { temperature: 1.5 }],
  ["done", { top_p: 0.5 }],
  ["done", { top_k: 3 }],
  ["done", { stop_sequences: ["END"] }],
  ["done", { thinking: { type: "enabled", budget_tokens: 1024 } }],
  ["done", { thinking: { type: "adaptive" } }],
  ["done", { tools: [ownTool] }],
  ["done", { tools: [ownTool], tool_choice: { type: "any" } }],
  ["done", { output_config: { format: { type: "json_schema", schema } } }],
  ["harmless", { thinking: { type: "disabled" } }],
  ["harmless", { metadata: { user_id: "u" } }],
  ["harmless", { service_tier: "auto" }],
  ["harmless", { cache_control: { type: "ephemeral" } }],
  ["harmless", { mcp_servers: [] }],
  ["harmless", { container: null }],
  ["harmless", { context_management: { edits: [{ type: "clear_thinking_20251015", keep: "all" }] } }],
  ["refused", { context_management: { edits: [{ type: "clear_tool_uses_20250919" }] } }],
  ["refused", { mcp_servers: [{ type: "url", url: "https://a.example", name: "a" }] }],
  ["refused", { container: "c" }],
  ["refused", { max_tokens: 0 }],
  ["refused", { tools: [{ type: "web_search_20250305", name: "web_search" }] }],
];

const ollamaShared: readonly Case[] = [
  ["done", { think: true }],
  ["done", { format: "json" }],
  ["done", { format: schema }],
  ["done", { logprobs: true, top_logprobs: 2 }],
  ["done", { options: { num_predict: 5 } }],
  ["done", { options: { temperature: 1.5 } }],
  ["done", { options: { top_k: 3 } }],
  ["done", { options: { top_p: 0.5 } }],
  ["done", { options: { min_p: 0.2 } }],
  ["done", { options: { stop: ["END"] } }],
  ["done", { options: { repeat_penalty: 1.2 } }],
  ["done", { options: { presence_penalty: 1 } }],
  ["done", { options: { frequency_penalty: 1 } }],
  ["harmless", { options: { seed: 7 } }],
  ["harmless", { options: { num_ctx: 4096, num_batch: 8, num_gpu: 1, num_thread: 2, num_keep: 4, use_mmap: true } }],
  ["harmless", { options: { mirostat: 0, tfs_z: 1, typical_p: 1 } }],
  ["harmless", { keep_alive: "5m" }],
  ["harmless", { truncate: false }],
  ["refused", { options: { mirostat: 2 } }],
  ["refused", { options: { tfs_z: 0.5 } }],
  ["refused", { options: { typical_p: 0.5 } }],
  ["refused", { options: { repeat_last_n: 8 } }],
];

const ollamaChat: readonly Case[] = [
  ...ollamaShared,
  ["done", { tools: [chatTool] }],
  ["refused", { messages: [{ role: "user", content: "a", images: ["aGk="] }] }],
];

const ollamaGenerate: readonly Case[] = [
  ...ollamaShared,
  ["done", { system: "Be brief." }],
  ["done", { raw: true }],
  ["harmless", { suffix: "" }],
  ["harmless", { images: [] }],
  ["refused", { suffix: "end" }],
  ["refused", { template: "{{ .Prompt }}" }],
  ["refused", { context: [1, 2] }],
  ["refused", { images: ["aGk="] }],
  ["refused", { steps: 20 }],
];

const said = [{ role: "user", content: "What is the rent?" }];
const routes: readonly (readonly [path: string, base: object, cases: readonly Case[]])[] = [
  ["/v1/chat/completions", { model: "Mill", messages: said }, chat],
  ["/v1/responses", { model: "Mill", input: "What is the rent?" }, responses],
  ["/v1/messages", { model: "Mill", max_tokens: 64, messages: said }, messages],
  ["/api/chat", { model: "Mill", stream: false, messages: said }, ollamaChat],
  ["/api/generate", { model: "Mill", stream: false, prompt: "What is the rent?" }, ollamaGenerate],
];

let model: FakeModel;
let served: { readonly url: string; close(): Promise<void> };
beforeAll(async () => {
  model = createFakeModel({ answer: () => ["It is due."], name: "Mill" });
  served = await serveModels([{ model }], { isOllamaOn: true });
});
afterAll(async () => await served.close());

/** What the model was asked, and what was answered without what differs each time. */
async function ask(path: string, body: object) {
  const before = model.asked.length;
  const answer = await fetch(served.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${testToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const whole = (await answer.json()) as Readonly<Record<string, unknown>>;
  const passing = /^(id|created|created_at|.*_duration)$/u;
  const told = JSON.stringify(whole, (key, value: unknown) => (passing.test(key) ? null : value));
  const asked = model.asked.slice(before).map((request) => ({ ...request, seed: null }));
  return { status: answer.status, told, asked };
}

describe.each(routes)("%s", (path, base, cases) => {
  it.each(cases)("%s: %j", async (fate, fields) => {
    const plain = await ask(path, base);
    expect(plain.status).toBe(200);
    const { status, told, asked } = await ask(path, { ...base, ...fields });
    if (fate === "refused") {
      expect([status, asked]).toEqual([400, []]);
      const [name = ""] = Object.keys(fields);
      expect(told).toContain(name);
      return;
    }
    expect(status).toBe(200);
    const isSame = JSON.stringify(asked) === JSON.stringify(plain.asked) && told === plain.told;
    expect(isSame).toBe(fate === "harmless");
  });
});
