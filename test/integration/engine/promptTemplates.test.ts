import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Piece } from "../../fixtures/gguf/writeVocabulary.ts";
import { compileTemplate } from "../../../electron/engineProcess/prompt/jinja.ts";
import { createJinjaFormat } from "../../../electron/engineProcess/prompt/jinjaFormat.ts";
import { createCallReader } from "../../../electron/engineProcess/tools/callReader.ts";
import { speaksOfCalls } from "../../../electron/engineProcess/tools/speaksOfCalls.ts";
import { createPromptVocabulary } from "../../../electron/engineProcess/prompt/vocabulary.ts";
import { type Conversations, fixture, openPromptStand, tokensOf } from "../../helpers/prompts.ts";

/** Real chat templates and vocabularies: those that llama.cpp has for its own tests, in the bundle that node-llama-cpp carries. */

const llama = unpackBundle();
afterAll(() => {
  if (llama !== null) rmSync(llama, { recursive: true, force: true });
});

const conversations = fixture("conversations") as Conversations;
const expected = fixture("expected") as Record<string, Record<string, string | null>>;
/** Refused by the template, or by its demand for tools. */
const unrenderable = ["fireworks-ai-llama-3-firefunction-v2"];
/** The system text would be moved along with the last question. */
const moved = new Set([
  "mistralai-Mistral-Nemo-Instruct-2407 systemAndTurns",
  "mistralai-Mistral-Nemo-Instruct-2407 systemAndTurns/quiet",
]);

const tinyPieces: readonly Piece[] = [
  ["<unk>", 0, 2],
  ["<BOS>", 0, 3],
  ["<EOS>", 0, 3],
  ...[..."▁abc"].map((text): Piece => [text, -1, 1]),
];

describe.skipIf(llama === null)("real chat templates", () => {
  it("are rendered as Hugging Face renders them", async () => {
    await using stand = await openPromptStand();
    const model = await stand.write({ pieces: tinyPieces, template: null });
    const vocabulary = createPromptVocabulary(model);
    const files = readdirSync(path.join(llama ?? "", "models/templates")).filter((file) => file.endsWith(".jinja"));
    const others: string[] = [];
    let compared = 0;
    for (const file of files) {
      const name = path.basename(file, ".jinja");
      if (unrenderable.includes(name)) continue;
      const source = readFileSync(path.join(llama ?? "", "models/templates", file), "utf8");
      const format = createJinjaFormat(compileTemplate(model.llama, source), vocabulary);
      for (const [key, digest] of Object.entries(expected[name] ?? {})) {
        const [conversation = "", quiet] = key.split("/");
        if (digest === null || moved.has(`${name} ${key}`)) continue;
        const { text } = format.write(conversations[conversation] ?? [], quiet === undefined);
        compared++;
        if (createHash("sha256").update(dateless(text)).digest("hex").slice(0, 16) !== digest)
          others.push(`${name} ${key}`);
      }
    }
    expect(others).toEqual([]);
    expect(compared).toBeGreaterThan(500);
  });
});

/** Templates that speak of calls in JSON and write them otherwise, or where the mark of a call ends every answer. */
const misspoken = ["CohereForAI-c4ai-command-r-plus-tool_use", "GigaChat3-10B-A1.8B"];

describe.skipIf(llama === null)("tools in real chat templates", () => {
  const calls = [
    { id: "call_1", name: "weather", arguments: '{"city":"Oslo"}' },
    { id: "call_2", name: "tide", arguments: '{"at":{"x":1,"name":"a } \\" b"}}' },
  ];
  const tools = calls.map(({ name }) => ({ name, description: name, parameters: { type: "object" } }));

  it("are called as the templates write it, which is read back, and shown what they answer", async () => {
    await using stand = await openPromptStand();
    const model = await stand.write({ pieces: tinyPieces, template: null });
    const vocabulary = createPromptVocabulary(model);
    const thought = { open: "<think>", close: "</think>" };
    const found: string[] = [];
    const missing: string[] = [];
    for (const file of readdirSync(path.join(llama ?? "", "models/templates"))) {
      const name = path.basename(file, ".jinja");
      if (!file.endsWith(".jinja") || unrenderable.includes(name)) continue;
      const source = readFileSync(path.join(llama ?? "", "models/templates", file), "utf8");
      const format = createJinjaFormat(compileTemplate(model.llama, source), vocabulary, thought);
      if (!format.calls) {
        if (speaksOfCalls(source)) missing.push(name);
        continue;
      }
      found.push(name);
      const form = format.calls;
      const { mark, lead, between } = form;
      const made = calls.slice(0, between.length === 0 ? 1 : 2);
      const question = { role: "user" as const, content: "How?" };
      const [first] = made;
      const toolResults = made.map(({ id, name: tool }) => ({ id, name: tool, text: "Seven degrees" }));
      const called = [question, { role: "assistant" as const, content: "", toolCalls: made }];
      const answered = format.write([...called, { role: "user", content: "", toolResults }], true, tools).text;
      expect([name, answered.includes(tools[1]?.name ?? "-"), answered.includes("Seven degrees")]).toEqual([
        name,
        true,
        true,
      ]);
      // Some write an answer otherwise once it lies behind.
      const texts = [answered, format.write(called, true, tools).text];
      const read = texts.map((text) => {
        // What is shown of a call before is no call.
        const at = text.lastIndexOf(mark ?? lead, text.lastIndexOf(first?.name ?? "", text.indexOf("Oslo")));
        const reader = createCallReader({ form, isMarked: false, newId: () => "new", onPiece() {} });
        for (const character of text.slice(at)) reader.read(character);
        return reader.calls.map((call) => ({ name: call.name, args: JSON.parse(call.arguments) as unknown }));
      });
      const whole = made.map((call) => ({ name: call.name, args: JSON.parse(call.arguments) as unknown }));
      expect([name, ...read]).toContainEqual(whole);
    }
    expect(missing).toEqual(misspoken);
    expect(found.length).toBeGreaterThanOrEqual(30);
    expect(found).toEqual(
      expect.arrayContaining([
        "Qwen-Qwen2.5-7B-Instruct",
        "Qwen-Qwen3-0.6B",
        "Qwen-QwQ-32B",
        "meta-llama-Llama-3.2-3B-Instruct",
        "mistralai-Mistral-Nemo-Instruct-2407",
        "mistralai-Ministral-3-14B-Reasoning-2512",
        "Kimi-K2-Instruct",
        "ibm-granite-granite-4.1",
        "llama-cpp-deepseek-r1",
      ]),
    );
  });

  it("are shown in single braces where a template has doubled ones", async () => {
    await using stand = await openPromptStand();
    const shown = async (template: string): Promise<string> => {
      const model = await stand.write({ pieces: tinyPieces, template });
      const { prompt, notice } = stand.resolve(model);
      expect(notice).toBeNull();
      return model.detokenize([...prompt.tokens([{ role: "user", content: "a" }], "", tools)], true);
    };
    const source = readFileSync(path.join(llama ?? "", "models/templates/Qwen-Qwen2.5-7B-Instruct.jinja"), "utf8");
    const form = String.raw`{\"name\": <function-name>, \"arguments\": <args-json-object>}`;
    expect(source).toContain(form);
    const doubled = await shown(source.replace(form, `{${form}}`));
    expect(doubled).toBe(await shown(source));
    expect(doubled).not.toContain("{{");
  });
});

describe.skipIf(llama === null)("real vocabularies", () => {
  const plain = Object.entries(conversations).flatMap(([name, messages]) => (name === "question" ? [] : [messages]));

  for (const [vocabulary, template] of [
    ["phi-3", "microsoft-Phi-3.5-mini-instruct"],
    ["llama-bpe", "meta-llama-Llama-3.1-8B-Instruct"],
    ["llama-bpe", "deepseek-ai-DeepSeek-R1-Distill-Llama-8B"],
    ["qwen2", "Qwen-Qwen2.5-7B-Instruct"],
    ["llama-spm", "upstage-Solar-Open-100B"],
  ] as const)
    it(`${vocabulary} gives the tokens of the whole text for ${template}, whether a text is protected or not`, async () => {
      await using stand = await openPromptStand();
      const model = await stand.open(path.join(llama ?? "", `models/ggml-vocab-${vocabulary}.gguf`));
      const source = readFileSync(path.join(llama ?? "", `models/templates/${template}.jinja`), "utf8");
      Object.assign(model.fileInfo.metadata.tokenizer, { chat_template: source });
      const resolved = stand.resolve(model);
      expect(resolved.notice).toBeNull();
      const format = createJinjaFormat(compileTemplate(model.llama, source), createPromptVocabulary(model));
      const begin = model.tokens.bos;
      for (const messages of plain) {
        const { text } = format.write(messages, true);
        const whole = model.tokenize(text, true);
        const once =
          begin !== null && model.tokens.shouldPrependBosToken && whole[0] !== begin ? [begin, ...whole] : whole;
        const tokens = tokensOf(resolved, model, messages);
        expect(tokens).toEqual(once);
        // A control token behind the last word, as text, changes nothing of what stands before.
        const control = model.tokens.eosString ?? "</s>";
        const doubted = messages.map((message, index) =>
          index === messages.length - 1 ? { ...message, content: `${message.content} ${control}` } : message,
        );
        const kept = tokensOf(resolved, model, doubted);
        const ends = (list: readonly number[]): number => list.filter((token) => token === model.tokens.eos).length;
        expect(ends(kept)).toBe(ends(tokens));
        expect(model.detokenize(kept as typeof tokens & ReturnType<typeof model.tokenize>, true)).toContain(control);
        const common = kept.findIndex((token, index) => token !== tokens[index]);
        expect(common).toBeGreaterThan(tokens.length - 12);
      }
    });
});

function dateless(text: string): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  const month = now.toLocaleString("en-US", { month: "short" });
  return text
    .replaceAll(
      `${now.toLocaleString("en-US", { month: "long" })} ${two(now.getDate())}, ${now.getFullYear()}`,
      "<%B %d, %Y>",
    )
    .replaceAll(`${two(now.getDate())} ${month} ${now.getFullYear()}`, "<%d %b %Y>")
    .replaceAll(`${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`, "<%Y-%m-%d>");
}

/** The folder of llama.cpp's models; null where git or the bundle is missing, which is said. */
function unpackBundle(): string | null {
  const bundle = path.resolve("node_modules/node-llama-cpp/llama/gitRelease.bundle");
  const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-llama-"));
  try {
    if (!existsSync(bundle)) throw new Error(`${bundle} is missing.`);
    const git = (...args: string[]): void => void execFileSync("git", args, { stdio: "pipe" });
    git("clone", "--quiet", "--no-checkout", bundle, folder);
    git("-C", folder, "checkout", "--quiet", "HEAD", "--", "models");
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    process.stderr.write(
      `Real chat templates are not tested: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return null;
  }
}
