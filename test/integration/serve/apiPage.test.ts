import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { createRouterClient } from "@orpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { App } from "../../../electron/api/createApp.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import type { Client } from "../../../electron/serve/mcp/mcpTool.ts";
import { answerSchemas, operations } from "../../../electron/serve/own/openApi.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { restOf, sentEvents } from "../../helpers/sentEvents.ts";

/* Every example of `docs/api.md`, run as it stands there against the door of the whole application with a tiny model. */

const page = readFileSync(path.join(applicationFolder(), "docs", "api.md"), "utf8");
const blocks = [...page.matchAll(/^```(\w+) ?(\w*)\n([\s\S]*?)^```$/gmu)].map(
  ([, language = "", form = "", code = ""], index) => ({ number: index + 1, language, form, code }),
);
const examples = blocks.filter(({ language }) => language !== "json");
const folder = temporaryFolder();

let app: App;
let contract: Client;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  app = await openApp(temporaryFolder(), "terminal");
  contract = createRouterClient(app.router, { context: {} });
  const tiny = writeTinyModel(path.join(temporaryFolder(), "tiny.gguf"), { endBias: -30 });
  const { jobId } = await app.receivePath(tiny.path);
  for await (const event of await contract.jobs.attach({ jobId })) {
    if (event.type === "failed") throw new Error(`The model was not taken in: ${event.problem.code}`);
  }
  await contract.serving.set({ port: 0 });
  const door = await app.serving.open();
  environment = { ...process.env, TRAMONTANE_API: door.api, TRAMONTANE_TOKEN: door.token };
  writeFileSync(path.join(folder, "lease.md"), "# Lease of the mill\n\nThe tenant pays 1,200 euros a month.\n");
});
afterAll(() => app.dispose());

/** What the example writes on stdout. Modules are found from the application's folder, files in one of the test's own. */
async function run({ language, code }: { readonly language: string; readonly code: string }): Promise<string> {
  const [program, args, cwd] =
    language === "sh"
      ? ["bash", ["-euc", code], folder]
      : [process.execPath, ["--input-type=module", "-e", code], applicationFolder()];
  const { stdout } = await promisify(execFile)(program, args, { cwd, env: environment });
  return stdout;
}

const content = z.array(z.looseObject({ type: z.literal("text"), text: z.string() })).min(1);
const refusal = z.object({ type: z.literal("error"), ...answerSchemas.Error.shape });

/** What was written, and what is left of it when all is gone that its form does not name: the same where it has that form. */
async function readAs(form: string, written: string): Promise<readonly [given: unknown, read: unknown]> {
  const schemas: Readonly<Record<string, z.ZodType>> = { ...answerSchemas, Message: content, Error: refusal };
  if (form === "Text") return [written, z.string().trim().min(1).parse(written) && written];
  if (form !== "SummaryEvents") {
    const answer: unknown = JSON.parse(written);
    return [answer, schemas[form]?.parse(answer)];
  }
  const events = await restOf(sentEvents(new Response(written)));
  const known = operations.find(({ path: at }) => at === "/v1/summaries")?.events ?? [];
  const last = answerSchemas.Summary.parse(events.at(-1)?.data);
  const named = events.filter(({ name }) => known.includes(name));
  expect([events[0]?.name, events.at(-1)?.name]).toEqual(["started", "summary"]);
  return [events, [...named.slice(0, -1), { name: "summary", data: last }]];
}

describe("the page of examples", () => {
  it("says of each example what form its answer has, and leaves none out", () => {
    expect(examples.length).toBeGreaterThan(9);
    expect(blocks.filter(({ language }) => !["sh", "js", "json"].includes(language))).toEqual([]);
    expect(page.match(/^```\w/gmu)).toHaveLength(blocks.length);
    const forms = new Set([...Object.keys(answerSchemas), "Text", "Message", "SummaryEvents"]);
    expect(examples.filter(({ form }) => !forms.has(form))).toEqual([]);
  });

  it.each(examples)("runs: block $number, $form", async (example) => {
    const [given, read] = await readAs(example.form, await run(example));
    expect(read).toEqual(given);
  });

  it("leaves what was to be kept, and nothing else", async () => {
    expect((await contract.documents.list()).map(({ name }) => name)).toEqual(["lease.md"]);
    expect(app.core.store.documents.allPassing()).toEqual([]);
    const [lease] = await contract.documents.list();
    expect(await contract.summaries.list({ documentId: lease?.id ?? "" })).toEqual([]);
    expect(await contract.tables.list()).toEqual([]);
  });

  it("had every call of a model counted as one of programs", async () => {
    const { rows } = await contract.costs.summary({});
    // A model that is asked about claims is tried once before, whoever asks.
    expect(new Set(rows.map(({ task }) => task).filter((task) => task !== "trial"))).toEqual(new Set(["api"]));
  });
});
