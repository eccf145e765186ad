import type { Settings } from "../../contract/settings.ts";
import { createFileReader, type FileReader } from "../library/library.ts";
import type { GenerateResult, ModelSession } from "../llm/languageModel.ts";
import type { Clock, Logger, ProcessSpawner } from "../ports.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { citedAnswer, type CitedHandlers, type CitedPrompt, type CitedRequest } from "./citedAnswer.ts";

/** Answers from documents that come with a question. Nothing of them is kept. */
export interface GivenAnswers {
  /** Reads a document that is more than text. */
  readonly reader: Pick<FileReader, "readBytes">;
  /** As {@link citedAnswer}. */
  answer(
    session: ModelSession,
    request: CitedRequest,
    prompt: CitedPrompt,
    handlers: CitedHandlers,
  ): Promise<GenerateResult>;
  dispose(): Promise<void>;
}

export function createGivenAnswers(deps: {
  readonly textWorker: TextWorker;
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Settings;
}): GivenAnswers {
  const reader = createFileReader({ ...deps, limits: () => deps.settings().readLimits });
  return {
    reader,
    answer: (session, request, prompt, handlers) => citedAnswer(deps, session, request, prompt, handlers),
    dispose: () => reader.dispose(),
  };
}
