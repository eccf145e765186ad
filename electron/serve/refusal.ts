import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { AppError } from "../contract/errors.ts";
import type { Logger } from "../core/ports.ts";
import type { Words } from "../words/words.ts";
import { openaiError } from "./openai/openaiError.ts";

/**
 * The answer to a request that failed where no form of its own answers it, such as one that the guards refused: in the form of OpenAI, which
 * that of Anthropic differs from by a field, and as a sentence under `/api/`, as Ollama has it.
 */
export function refusal(
  c: Context,
  error: AppError,
  { words, logger }: { readonly words: Words; readonly logger: Logger },
): Response {
  if (error.code === "INTERNAL") logger.error("A request of a program failed", { error: String(error.cause) });
  const { status, body } = openaiError(error, words);
  // The rest of the body is not read, so that the connection ends; a client that did not know would lose its next request on it.
  if (error.code === "REQUEST_TOO_LARGE") c.header("connection", "close");
  if (c.req.path.startsWith("/api/")) return c.json({ error: body.error.message }, status as ContentfulStatusCode);
  return c.json({ type: "error", ...body }, status as ContentfulStatusCode);
}
