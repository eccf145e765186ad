import type { LlamaModel } from "node-llama-cpp";
import { reasonOf } from "../../contract/reasons.ts";
import type { LoadReport } from "../../core/llm/local/protocol.ts";
import type { NativeModule } from "../nativeModule.ts";
import { type ChatPrompt, createChatPrompt } from "./chatPrompt.ts";
import { families, type Family, plainTemplate } from "./families.ts";
import { compileTemplate } from "./jinja.ts";
import { createJinjaFormat } from "./jinjaFormat.ts";
import { createMistralFormat, isMistralFormat } from "./mistralFormat.ts";
import type { PromptFormat } from "./promptFormat.ts";
import { findThoughtMarks, type ThoughtMarks } from "./thoughts.ts";
import { createPromptVocabulary, type PromptVocabulary } from "./vocabulary.ts";

export interface ResolvedPrompt {
  readonly prompt: ChatPrompt;
  /** The template is the file's own, so that it may hang or abort. */
  readonly isUntrusted: boolean;
  /** what the format was taken from where it is not the file's own; null: it is */
  readonly notice: LoadReport["prompt"];
}

export interface PromptOptions {
  /** the file's template has brought the process down */
  readonly ignoreTemplate: boolean;
  /** made for this application, and trained on its own template to the letter */
  readonly isOwn: boolean;
}

/** Finds how the model wants a conversation written: by its file's template, by the name that stands there instead, or by its vocabulary. */
export function resolvePrompt(native: NativeModule, model: LlamaModel, options: PromptOptions): ResolvedPrompt {
  const vocabulary = createPromptVocabulary(model);
  const source = templateOf(model);
  const thoughtsOf = (template: string | null): ThoughtMarks | null =>
    findThoughtMarks(template, (text) => model.tokenize(text, true, "trimLeadingSpace"));
  const make = (template: string): PromptFormat => {
    const marks = thoughtsOf(template);
    const thought = marks && { open: marks.open.text, close: marks.close.text };
    return createJinjaFormat(compileTemplate(model.llama, withSingleBraces(template)), vocabulary, thought);
  };
  const made = (format: PromptFormat, template: string | null): ChatPrompt =>
    createChatPrompt(native, { format, thoughtMarks: thoughtsOf(template), hasChatPrompt: true });

  let reason: "MISSING" | "HUNG" | "UNREADABLE" = "MISSING";
  if (source !== null) {
    const named = families.find(({ name }) => name === source);
    if (named) {
      if (hasControls(vocabulary, named)) {
        const format = named.name.startsWith("mistral") ? mistralFormat(vocabulary, named, make) : make(named.template);
        return { prompt: made(format, named.template), isUntrusted: false, notice: null };
      }
    } else if (options.ignoreTemplate) {
      reason = "HUNG";
    } else {
      try {
        const own = make(source);
        const isMistral = !options.isOwn && isMistralFormat(vocabulary, (messages) => own.write(messages, true));
        const prompt = made(isMistral ? createMistralFormat(vocabulary, own) : own, source);
        return { prompt, isUntrusted: !isMistral, notice: null };
      } catch {
        reason = "UNREADABLE";
      }
    }
  }

  const known = families.find((family) => family.controls.length > 0 && hasControls(vocabulary, family));
  if (known) {
    const format = known.name.startsWith("mistral") ? mistralFormat(vocabulary, known, make) : make(known.template);
    return {
      prompt: made(format, null),
      isUntrusted: false,
      notice: reasonOf("PROMPT_GUESSED", { reason, format: known.label }),
    };
  }
  const prompt = createChatPrompt(native, { format: make(plainTemplate), thoughtMarks: null, hasChatPrompt: false });
  return { prompt, isUntrusted: false, notice: reasonOf("PROMPT_PLAIN", { reason }) };
}

/**
 * The template of Qwen2.5-Coder shows the form of a call in doubled braces, as a Python format string would have them, and its models
 * write calls so that they are none: those of Qwen2.5 have single ones at that place.
 */
function withSingleBraces(template: string): string {
  return template.replaceAll(
    String.raw`{{\"name\": <function-name>, \"arguments\": <args-json-object>}}`,
    String.raw`{\"name\": <function-name>, \"arguments\": <args-json-object>}`,
  );
}

/** With SentencePiece the vocabulary itself says which version it is of. */
function mistralFormat(
  vocabulary: PromptVocabulary,
  { template }: Family,
  make: (template: string) => PromptFormat,
): PromptFormat {
  return vocabulary.isSentencePiece ? createMistralFormat(vocabulary) : make(template);
}

function hasControls(vocabulary: PromptVocabulary, { controls }: Family): boolean {
  return controls.every((text) => vocabulary.control(text) !== null);
}

function templateOf({ fileInfo }: LlamaModel): string | null {
  const template: unknown = fileInfo.metadata.tokenizer?.chat_template;
  return typeof template === "string" && template.trim() !== "" ? template : null;
}
