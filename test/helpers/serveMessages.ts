import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { settingsSchema } from "../../electron/contract/settings.ts";
import { AppError } from "../../electron/contract/errors.ts";
import { createGivenAnswers } from "../../electron/core/chat/createGivenAnswers.ts";
import type { LanguageModel } from "../../electron/core/llm/languageModel.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";
import { systemClock } from "../../electron/host/systemClock.ts";
import { anthropicRoutes } from "../../electron/serve/anthropic/anthropicRoutes.ts";
import { createWords } from "../../electron/words/words.ts";
import { directTextWorker } from "./directTextWorker.ts";

const logger = { info() {}, warn() {}, error() {} };

/** The routes of the Messages API over a model, on a port of their own. A name that begins with “claude” stands for it. */
export async function serveMessages(model: LanguageModel): Promise<{ readonly url: string; close(): Promise<void> }> {
  const settings = settingsSchema.parse({});
  const shared = { clock: systemClock, logger };
  const given = createGivenAnswers({
    ...shared,
    textWorker: directTextWorker,
    spawner: createNodeSpawner(),
    settings: () => settings,
  });
  let last = 0;
  const routes = anthropicRoutes({
    ...shared,
    given,
    words: createWords(),
    temperature: () => settings.temperature,
    newId: () => `msg_${String((last += 1))}`,
    models: {
      resolve: (_task, name) =>
        name === model.name || name.startsWith("claude")
          ? Promise.resolve(model)
          : Promise.reject(new AppError("MODEL_NOT_FOUND", { data: { name, reason: "UNKNOWN_NAME" } })),
    },
  });
  const server = createAdaptorServer({ fetch: routes.fetch, hostname: "127.0.0.1" }) as Server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, given.dispose()]);
    },
  };
}
