import { rmSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { expect, test as base, type Page } from "@playwright/test";
import type { Client } from "../helpers/doors.ts";
import { lastingViolations, leftProcesses, violationsOfClosed, violationsOfRunning } from "../helpers/invariant.ts";
import { talkative } from "../fixtures/gguf/talkativeModel.ts";
import { callingModel, thinkingChatTemplate, writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { type RunningApp, startInBrowser, startInElectron, electronBinary } from "./launch.ts";

export { expect, type Locator, type Page } from "@playwright/test";
export type { RunningApp } from "./launch.ts";

/** `TRAMONTANE_E2E=electron` runs the suite in the real window; else it runs in a browser over the local server. */
export const isElectron = process.env.TRAMONTANE_E2E === "electron";
const noElectron = isElectron && electronBinary() === null;
if (noElectron) {
  // eslint-disable-next-line no-console -- a whole suite that does not run must be seen
  console.warn("TRAMONTANE_E2E=electron, but there is no Electron binary: the end-to-end tests do not run.");
}

/** Model files with random weights: they say words in no order, by real inference. */
export interface Models {
  /** has room for summaries of long documents */
  readonly tiny: string;
  /** its small context is soon used up, so that answers are short */
  readonly brief: string;
  /** its context holds one long question and a short answer, so that two are too many */
  readonly forgetful: string;
  /** writes slowly and does not end by itself within a test, so that it is met in the middle on any machine */
  readonly talkative: string;
  /** thinks before it answers, and does not end that by itself */
  readonly thinking: string;
  /** calls tools as soon as it is asked anything */
  readonly calling: string;
}

interface TestFixtures {
  /** data folder of this test alone */
  data: string;
  /** starts Tramontane on the test's data folder; all that were started end with the test */
  start: () => Promise<RunningApp>;
  /** the Tramontane that the test begins with, started when it is first asked for */
  first: () => Promise<RunningApp>;
  /** the same, running before the test begins */
  app: RunningApp;
  /** opens the window, starting Tramontane where it does not run yet, or for one that was started again its new window */
  open: (app?: RunningApp) => Promise<Page>;
}

export const test = base.extend<TestFixtures, { models: Models }>({
  models: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
    async ({}, use) => {
      const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-models-"));
      const file = (name: string) => path.join(folder, `${name}.gguf`);
      const models = {
        tiny: file("tiny"),
        brief: file("brief"),
        forgetful: file("forgetful"),
        talkative: file("talkative"),
        thinking: file("thinking"),
        calling: file("calling"),
      };
      writeTinyModel(models.tiny, { name: "Tiny Mistral" });
      writeTinyModel(models.brief, { name: "Brief Mistral", shape: { context: 2048 } });
      writeTinyModel(models.forgetful, { name: "Forgetful Mistral", shape: { context: 1024 } });
      writeTinyModel(models.talkative, talkative);
      writeTinyModel(models.thinking, {
        name: "Thinking Mistral",
        shape: { context: 2048 },
        chatTemplate: thinkingChatTemplate,
        thoughtEndBias: -30,
        endBias: -30,
      });
      writeTinyModel(models.calling, callingModel);
      await use(models);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  // eslint-disable-next-line no-empty-pattern -- see above
  data: async ({}, use) => {
    const data = mkdtempSync(path.join(os.tmpdir(), "tramontane-e2e-"));
    await use(data);
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  },
  start: async ({ data, context }, use) => {
    test.skip(noElectron, "There is no Electron binary.");
    const started: RunningApp[] = [];
    await use(async () => {
      const app = await (isElectron ? startInElectron(data) : startInBrowser(data));
      started.push(app);
      return app;
    });
    for (const app of started) {
      const client = app.isRunning() ? await clientOf(app, await context.cookies(app.address || undefined)) : null;
      if (client) expect(await lastingViolations(() => violationsOfRunning(client))).toEqual([]);
      await app.stop();
    }
    expect(await lastingViolations(leftProcesses)).toEqual([]);
    if (started.at(-1)?.wasKilled() === false) expect(violationsOfClosed(data)).toEqual([]);
  },
  first: async ({ start }, use) => {
    let running: Promise<RunningApp> | null = null;
    await use(() => (running ??= start()));
  },
  app: async ({ first }, use) => {
    await use(await first());
  },
  open: async ({ first, context }, use, testInfo) => {
    await use(async (again) => {
      const app = again ?? (await first());
      if (app.window) return shown(app.window);
      const page = context.pages()[0] ?? (await context.newPage());
      await page.goto(app.address);
      return shown(page);
    });
    if (testInfo.status === testInfo.expectedStatus) return;
    for (const page of context.pages()) {
      // eslint-disable-next-line no-console -- what the window showed tells more than what the test missed in it
      console.warn(await page.locator("body").ariaSnapshot());
    }
  },
});

/** The server's calls with the cookie that the window was given; null for Electron's window and one that was never opened. */
async function clientOf(
  { address }: RunningApp,
  cookies: readonly { readonly name: string; readonly value: string }[],
): Promise<Client | null> {
  if (address === "" || cookies.length === 0) return null;
  const { origin } = new URL(address);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  return createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: { cookie } }));
}

async function shown(page: Page): Promise<Page> {
  await page.getByRole("main").waitFor();
  return page;
}
