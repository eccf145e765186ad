import type { LanguageModel } from "../../llm/languageModel.ts";
import { extractive } from "./extractive.ts";
import { generative } from "./generative.ts";
import type { PointWriter } from "./pointWriter.ts";

/** The way in which this model comes to points. */
export function writerFor({ style }: Pick<LanguageModel, "style">): PointWriter {
  return { instruct: generative, starter: extractive, base: extractive }[style];
}
