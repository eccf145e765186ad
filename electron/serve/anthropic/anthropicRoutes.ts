import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { toAppError } from "../../contract/errors.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import type { Words } from "../../words/words.ts";
import { parsed } from "../parsed.ts";
import { event, stream, type StreamForm } from "../sse.ts";
import { answerMessages, countMessages, type MessagesDeps } from "./answerMessages.ts";
import { toWireError } from "./errors.ts";
import { countRequestSchema, messagesRequestSchema } from "./schemas.ts";

export interface AnthropicDeps extends MessagesDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly words: Words;
}

/** The Messages API of Anthropic, with its citations made of quotes that were checked. */
export function anthropicRoutes(deps: AnthropicDeps): Hono {
  const { clock, logger, words } = deps;
  const routes = new Hono();
  const form: StreamForm = {
    contentType: "text/event-stream; charset=utf-8",
    ping: event({ type: "ping" }, "ping"),
    error: (error) => event(toWireError(error, words).body, "error"),
  };

  routes.onError((thrown, c) => {
    const error = toAppError(thrown);
    if (error.code === "INTERNAL") logger.error("A request of a program failed", { error: String(error.cause) });
    const { status, body } = toWireError(error, words);
    return c.json(body, status as ContentfulStatusCode);
  });

  routes.post("/v1/messages", async (c) => {
    const request = await parsed(c.req.raw, messagesRequestSchema);
    const client = c.req.raw.signal;
    if (request.stream !== true) return c.json(await answerMessages(deps, request, client, null));
    return stream(client, { clock, form }, async ({ signal, write }) => {
      await answerMessages(deps, request, signal, (name, data) => write(event(data, name)));
    });
  });

  routes.post("/v1/messages/count_tokens", async (c) => {
    const request = await parsed(c.req.raw, countRequestSchema);
    return c.json({ input_tokens: await countMessages(deps, request, c.req.raw.signal) });
  });

  return routes;
}
