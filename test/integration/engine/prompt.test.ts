import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LlamaModel } from "node-llama-cpp";
import { mistralChatTemplate } from "../../fixtures/gguf/writeTinyModel.ts";
import type { Piece } from "../../fixtures/gguf/writeVocabulary.ts";
import { createVocabulary } from "../../fixtures/gguf/vocabulary.ts";
import { families } from "../../../electron/engineProcess/prompt/families.ts";
import type { PromptMessage } from "../../../electron/engineProcess/prompt/promptFormat.ts";
import {
  type Conversations,
  fixture,
  historyOf,
  openPromptStand,
  type PromptStand,
  tokensOf,
} from "../../helpers/prompts.ts";

/** What reaches llama.cpp, on vocabularies that have what the case needs. */

let stand: PromptStand;
beforeAll(async () => {
  stand = await openPromptStand();
});
afterAll(() => stand[Symbol.asyncDispose]());

const conversations = fixture("conversations") as Conversations;
const wind: readonly PromptMessage[] = [{ role: "user", content: "the wind" }];
const talk: readonly PromptMessage[] = [
  { role: "system", content: "the law" },
  { role: "user", content: "the wind" },
  { role: "assistant", content: "the sea" },
  { role: "user", content: "the rain" },
];

/** English words with these control tokens besides. */
function wordsWith(...controls: readonly string[]): Piece[] {
  const words = createVocabulary()
    .filter(({ type, text }) => type === 1 || ["<unk>", "<s>", "</s>"].includes(text))
    .map(({ text, score, type }): Piece => [text, score, type]);
  return [...words, ...controls.map((text): Piece => [text, 0, 3])];
}

const chatml =
  "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
const im = ["<|im_start|>", "<|im_end|>"] as const;

function shown(model: LlamaModel, tokens: readonly number[]): string {
  return model.detokenize(tokens as Parameters<LlamaModel["detokenize"]>[0], true);
}

async function textOf(template: string | null, controls: readonly string[], messages = talk): Promise<string> {
  const model = await stand.write({ pieces: wordsWith(...controls), template, addsSpace: false });
  return shown(model, tokensOf(stand.resolve(model), model, messages));
}

describe("Mistral with SentencePiece", () => {
  const published = fixture("mistral") as Record<string, { tokens: Record<string, string[]>; pieces: Piece[] }>;
  const spaced = (inside: string): string =>
    `{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}{{ '[INST] ' + m.content + '${inside}[/INST]' }}{% elif m.role == 'system' %}{{ raise_exception('Only user and assistant roles are supported!') }}{% else %}{{ ' ' + m.content + eos_token }}{% endif %}{% endfor %}`;
  const seven =
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}{{ '[INST] ' + m.content + '[/INST]' }}{% elif m.role == 'system' %}{{ '[SYSTEM_PROMPT] ' + m.content + '[/SYSTEM_PROMPT]' }}{% else %}{{ ' ' + m.content + eos_token }}{% endif %}{% endfor %}";
  const templates: Record<string, string> = { v1: spaced(" "), v2: spaced(""), v3: mistralChatTemplate, v7: seven };

  for (const [version, { tokens, pieces }] of Object.entries(published)) {
    for (const [told, template] of [
      ["the template", templates[version]],
      ["its name", version === "v2" ? "mistral-v3" : `mistral-${version}`],
    ] as const) {
      it(`${version} by ${told} gives the tokens that mistral-common publishes`, async () => {
        for (const addsSpace of [null, false]) {
          const model = await stand.write({ pieces, template: template ?? null, addsSpace });
          const resolved = stand.resolve(model);
          expect(resolved.notice).toBeNull();
          const texts = (ids: readonly number[]): string[] => ids.map((id) => textAt(pieces, id));
          const given = Object.entries(conversations).map(([name, messages]) => [
            name,
            texts(tokensOf(resolved, model, messages)),
          ]);
          expect(Object.fromEntries(given)).toEqual(tokens);
          // An answer that goes on begins as one that was written.
          const said = tokensOf(resolved, model, conversations["turns"] ?? [], "Paris");
          expect(texts(said)).toEqual([...(tokens["turns"] ?? []), "▁Paris"]);
          expect(texts(resolved.prompt.tokenizeAnswer("Paris"))).toEqual(["▁Paris"]);
        }
      });
    }
  }
});

/** The bytes stand behind the pieces. */
function textAt(pieces: readonly Piece[], id: number): string {
  const byte = id - pieces.length;
  return pieces[id]?.[0] ?? `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
}

describe("a template in the file", () => {
  it("is what the model gets, to the letter", async () => {
    expect(await textOf(chatml, im)).toBe(
      "<s><|im_start|>system\nthe law<|im_end|>\n<|im_start|>user\nthe wind<|im_end|>\n<|im_start|>assistant\nthe sea<|im_end|>\n<|im_start|>user\nthe rain<|im_end|>\n<|im_start|>assistant\n",
    );
  });

  it("gets a system text that it refuses, leaves out or moves along before the first question", async () => {
    const said = "<s>[INST]the law\n\nthe wind[/INST]the sea</s>[INST]the rain[/INST]";
    const inst = ["[INST]", "[/INST]"];
    const refuses = `{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}[INST]{{ m.content }}[/INST]{% elif m.role == 'assistant' %}{{ m.content + eos_token }}{% else %}{{ raise_exception('No.') }}{% endif %}{% endfor %}`;
    const moves = `{{ bos_token }}{% set s = messages | selectattr('role', 'equalto', 'system') | list %}{% for m in messages %}{% if m.role == 'user' %}[INST]{% if loop.last and s %}{{ s[0].content + '\n\n' }}{% endif %}{{ m.content }}[/INST]{% elif m.role == 'assistant' %}{{ m.content + eos_token }}{% endif %}{% endfor %}`;
    for (const template of [refuses, refuses.replace("{{ raise_exception('No.') }}", ""), moves]) {
      const model = await stand.write({ pieces: wordsWith(...inst), template, addsSpace: false });
      const resolved = stand.resolve(model, { isOwn: true });
      expect(shown(model, tokensOf(resolved, model, talk))).toBe(said);
      expect(shown(model, tokensOf(resolved, model, talk.slice(0, 1)))).toBe("<s>[INST]the law[/INST]");
    }
  });

  it("has its first token once: as it writes it, and else as the vocabulary wants it", async () => {
    const beginnings = async (template: string, addsBegin: boolean | null): Promise<string> => {
      const model = await stand.write({ pieces: wordsWith(...im), template, addsBegin, addsSpace: false });
      return shown(model, tokensOf(stand.resolve(model), model, wind)).slice(0, 18);
    };
    expect(await beginnings(chatml, true)).toBe("<s><|im_start|>use");
    expect(await beginnings(chatml, false)).toBe("<|im_start|>user\nt");
    expect(await beginnings(`{{ bos_token }}${chatml}`, true)).toBe("<s><|im_start|>use");
    expect(await beginnings(`{{ bos_token }}${chatml}`, false)).toBe("<s><|im_start|>use");
    expect(await beginnings(`{{ bos_token }}{{ bos_token }}${chatml}`, true)).toBe("<s><|im_start|>use");
  });

  it("keeps what looks like a control token in a text as text, joined with what stands beside it", async () => {
    const model = await stand.write({ pieces: wordsWith(...im), template: chatml, addsSpace: false });
    const text = "the<|im_end|>wind <s><|im_start|>";
    const tokens = tokensOf(stand.resolve(model), model, [{ role: "user", content: text }]);
    const [begin, start] = [model.tokens.bos, model.tokenize("<|im_start|>", true)[0]];
    const end = tokens.indexOf(model.tokenize("<|im_end|>", true)[0] ?? -1);
    expect(tokens.filter((token) => token === begin)).toHaveLength(1);
    expect(tokens.filter((token) => token === start)).toHaveLength(2);
    expect(tokens.slice(2, end)).toEqual(model.tokenize(`user\n${text}`, false));
  });

  it("that cannot be read or leaves out what is said gives way to what the vocabulary tells, and that is told", async () => {
    for (const template of ["{% for", "{{ raise_exception('No.') }}", "Hello", "{{ messages[0].content[999999] }}"]) {
      const model = await stand.write({ pieces: wordsWith(...im), template });
      const { notice, isUntrusted } = stand.resolve(model);
      expect(isUntrusted).toBe(false);
      expect(notice).toEqual({ code: "PROMPT_GUESSED", data: { reason: "UNREADABLE", format: "ChatML" } });
    }
  });

  it("that brought the process down is left alone, and that is told", async () => {
    const model = await stand.write({ pieces: wordsWith(...im), template: chatml });
    const { notice, prompt } = stand.resolve(model, { ignoreTemplate: true });
    expect(notice).toEqual({ code: "PROMPT_GUESSED", data: { reason: "HUNG", format: "ChatML" } });
    expect(prompt.hasChatPrompt).toBe(true);
  });

  it("costs far less than comparing it with known families", async () => {
    const model = await stand.write({ pieces: wordsWith(...im), template: chatml });
    let renders = 0;
    const bindings = Reflect.get(model.llama, "_bindings") as Record<
      string,
      new (source: string) => { render(v: object): string }
    >;
    const Renderer = bindings["AddonJinjaRenderer"];
    if (!Renderer) throw new Error("There is no Jinja of llama.cpp's.");
    const counting = Object.assign(Object.create(bindings) as typeof bindings, {
      AddonJinjaRenderer: class extends Renderer {
        override render(values: object): string {
          renders++;
          return super.render(values);
        }
      },
    });
    Reflect.set(model.llama, "_bindings", counting);
    try {
      stand.resolve(model);
    } finally {
      Reflect.set(model.llama, "_bindings", bindings);
    }
    expect(renders).toBeGreaterThan(0);
    expect(renders).toBeLessThan(6);
  });
});

describe("a file without a template", () => {
  const seven = ["[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"];

  it("is asked in the format that its control tokens belong to, and that is told", async () => {
    const cases: readonly (readonly [readonly string[], string, string])[] = [
      [im, "ChatML", "<|im_start|>user\nthe wind<|im_end|>\n<|im_start|>assistant\n"],
      [
        ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
        "Llama 3",
        "<|start_header_id|>user<|end_header_id|>\n\nthe wind<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
      ],
      [
        ["<start_of_turn>", "<end_of_turn>"],
        "Gemma",
        "<start_of_turn>user\nthe wind<end_of_turn>\n<start_of_turn>model\n",
      ],
      [["<|user|>", "<|assistant|>", "<|end|>"], "Phi 3", "<|user|>\nthe wind<|end|>\n<|assistant|>\n"],
      [["<｜User｜>", "<｜Assistant｜>"], "DeepSeek V3", "<｜User｜>the wind<｜Assistant｜>"],
      [
        ["<|start|>", "<|channel|>", "<|message|>", "<|end|>"],
        "gpt-oss",
        "<|start|>user<|message|>the wind<|end|><|start|>assistant",
      ],
      [seven, "Mistral V7", "[INST] the wind[/INST]"],
      [seven.slice(0, 2), "Mistral V3", "[INST] the wind[/INST]"],
    ];
    for (const [controls, format, text] of cases) {
      const model = await stand.write({ pieces: wordsWith(...controls), template: null, addsSpace: false });
      const resolved = stand.resolve(model);
      expect(resolved.notice).toEqual({ code: "PROMPT_GUESSED", data: { reason: "MISSING", format } });
      expect(shown(model, tokensOf(resolved, model, wind))).toBe(`<s>${text}`);
    }
  });

  it("has no prompt for a chat where its vocabulary has no such tokens", async () => {
    const model = await stand.write({ pieces: wordsWith(), template: null, addsSpace: false });
    const resolved = stand.resolve(model);
    expect(resolved.prompt.hasChatPrompt).toBe(false);
    expect(resolved.notice).toEqual({ code: "PROMPT_PLAIN", data: { reason: "MISSING" } });
    expect(shown(model, tokensOf(resolved, model, talk))).toBe("<s>the law\n\nthe wind\n\nthe sea\n\nthe rain\n\n");
  });

  it("or with the name of one is asked as the name says, where the vocabulary has what belongs to it", async () => {
    expect(await textOf("chatml", im, wind)).toBe("<s><|im_start|>user\nthe wind<|im_end|>\n<|im_start|>assistant\n");
    expect(await textOf("mistral-v7", seven)).toBe(
      "<s>[SYSTEM_PROMPT] the law[/SYSTEM_PROMPT][INST] the wind[/INST] the sea</s>[INST] the rain[/INST]",
    );
    const model = await stand.write({ pieces: wordsWith(...im), template: "mistral-v7-tekken" });
    expect(stand.resolve(model).notice).toEqual({
      code: "PROMPT_GUESSED",
      data: { reason: "MISSING", format: "ChatML" },
    });
  });

  it("knows every name by a template that can be used", async () => {
    const all = [...new Set(families.flatMap(({ controls }) => controls))];
    for (const { name, controls } of families) {
      const model = await stand.write({
        pieces: wordsWith(...(controls.length > 0 ? controls : all)),
        template: name,
        addsSpace: false,
      });
      const resolved = stand.resolve(model);
      const text = shown(model, tokensOf(resolved, model, talk));
      const isWhole = talk.every(({ content }) => text.includes(content));
      expect({ name, notice: resolved.notice, isWhole }).toEqual({ name, notice: null, isWhole: true });
    }
  });
});

describe("thoughts", () => {
  const opening = (close: string): string =>
    chatml.replace("assistant\n{% endif", `assistant\n<think>\n${close}{% endif`);

  it("that the prompt opens are told, and left out by a closed one", async () => {
    const model = await stand.write({
      pieces: wordsWith(...im, "<think>", "</think>"),
      template: opening(""),
      addsSpace: false,
    });
    const { prompt } = stand.resolve(model);
    expect(prompt.thoughtMarks).toMatchObject({ open: { text: "<think>" }, close: { text: "</think>" } });
    expect(prompt.thoughtMarks?.open.tokens).toEqual(model.tokenize("<think>", true));
    expect(prompt.opensThought(historyOf(wind))).toBe(true);
    expect(prompt.settings.segments?.thought).toMatchObject({ openOnResponseStart: true });
    const end = (thinks: boolean, answer = ""): string =>
      shown(model, tokensOf({ prompt: prompt.withThinking(thinks) }, model, wind, answer)).split("assistant\n")[1] ??
      "";
    expect(end(true)).toBe("<think>\n");
    expect(end(false)).toBe("<think>\n\n</think>\n\n");
    // Who goes on with an answer has thought already.
    expect(end(true, "the rain")).toBe("<think>\n\n</think>\n\nthe rain");
    expect(prompt.withThinking(false).opensThought(historyOf(wind))).toBe(false);
    expect(prompt.withThinking(false).withThinking(true)).toBe(prompt);
  });

  it("are asked for or not by the template, where it knows how", async () => {
    const template = chatml.replace(
      "assistant\n{% endif",
      "assistant\n{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}{% endif",
    );
    const model = await stand.write({ pieces: wordsWith(...im, "<think>", "</think>"), template, addsSpace: false });
    const { prompt } = stand.resolve(model);
    expect(prompt.opensThought(historyOf(wind))).toBe(false);
    const text = (thinks: boolean): string =>
      shown(model, tokensOf({ prompt: prompt.withThinking(thinks) }, model, wind));
    expect(text(true)).toMatch(/assistant\n$/u);
    expect(text(false)).toMatch(/assistant\n<think><\/think>$/u);
  });

  it("of Mistral's reasoning models are known by the tokens of their vocabulary", async () => {
    const model = await stand.write({
      pieces: wordsWith("[INST]", "[/INST]", "[THINK]", "[/THINK]"),
      template: "{{ bos_token }}{% for m in messages %}[INST]{{ m.content }}[/INST]{% endfor %}",
      addsSpace: false,
    });
    const { thoughtMarks } = stand.resolve(model, { isOwn: true }).prompt;
    expect(thoughtMarks?.open).toEqual({ text: "[THINK]", tokens: model.tokenize("[THINK]", true) });
    expect(thoughtMarks?.close.tokens).toHaveLength(1);
  });

  it("in channels end where the answer's channel begins", async () => {
    const model = await stand.write({
      pieces: wordsWith("<|start|>", "<|channel|>", "<|message|>", "<|end|>"),
      template: "gpt-oss",
      addsSpace: false,
    });
    const { prompt } = stand.resolve(model);
    expect(prompt.thoughtMarks?.close.text).toBe("<|end|><|start|>assistant<|channel|>final<|message|>");
    const quiet = shown(model, tokensOf({ prompt: prompt.withThinking(false) }, model, wind, "the rain"));
    expect(quiet).toMatch(/<\|start\|>assistant<\|channel\|>final<\|message\|>the rain$/u);
  });

  it("are none where neither template nor vocabulary speaks of them", async () => {
    const model = await stand.write({ pieces: wordsWith(...im), template: chatml });
    const { prompt } = stand.resolve(model);
    expect(prompt.thoughtMarks).toBeNull();
    expect(prompt.withThinking(false)).toBe(prompt);
  });
});
