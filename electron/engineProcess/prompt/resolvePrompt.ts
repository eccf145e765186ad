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
import { findThoughtMarks } from "./thoughts.ts";
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
  const make = (template: string): PromptFormat =>
    createJinjaFormat(compileTemplate(model.llama, template), vocabulary);
  const made = (format: PromptFormat, template: string | null): ChatPrompt =>
    createChatPrompt(native, {
      format,
      thoughtMarks: findThoughtMarks(template, (text) => model.tokenize(text, true, "trimLeadingSpace")),
      hasChatPrompt: true,
    });

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
        const prompt = made(isMistral ? createMistralFormat(vocabulary) : own, source);
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
