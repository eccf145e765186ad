import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdtempSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { JobEvent } from "../../../electron/contract/jobs.ts";
import { prompts } from "../../../electron/core/chat/prompts.ts";
import { talkative } from "../../fixtures/gguf/talkativeModel.ts";
import { type Damage, writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { addDocument } from "../../unit/chat/chatRoom.ts";
import { type Application, startApplication } from "./application.ts";

/** Chat and models over the real engine process with a tiny model of random words. */

let modelFile: string;
/** for answers that are met in their middle */
let slowModelFile: string;
/** everything of this file's tests, each in a folder of its own */
let root: string;
let folder: string;
let app: Application;

async function addModel(file: string): Promise<string> {
  const { jobId } = await app.models.receive({ name: path.basename(file), bytes: createReadStream(file) });
  await app.jobs.finished(jobId);
  return app.models.list()[0]?.id ?? "";
}

/** Follows the job; resolves with the events up to the first one that is meant, or the last. */
async function follow(jobId: string, until: (event: JobEvent, text: string) => boolean = () => false) {
  let text = "";
  let last: JobEvent["type"] = "started";
  for await (const event of app.jobs.attach(jobId)) {
    last = event.type;
    if (event.type === "delta") text += event.text;
    if (until(event, text)) break;
  }
  return { text, last };
}

/** What an answer may fill: a model of random words seldom ends by itself, and the slow one never does. */
function setContext(contextSize: number): void {
  app.store.settings.set({ ...app.store.settings.get(), threads: 1, contextSize, temperature: 0.8 });
}

const ask = (conversationId: string, parentId: string | null, text: string) =>
  app.chat.send({ conversationId, parentId, text, modelId: null });

/** Another process asks a question and is killed as soon as a part of the answer is in the library. */
async function talkUntilKilled(): Promise<{ replyId: string; shown: string }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "talker.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let replyId = "";
  let shown = "";
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { replyId?: string; text?: string; saved?: boolean };
    replyId ||= said.replyId ?? "";
    shown += said.text ?? "";
    if (said.saved === true) child.kill("SIGKILL");
  }
  await exited;
  expect(child.signalCode).toBe("SIGKILL");
  return { replyId, shown };
}

beforeAll(() => {
  root = temporaryFolder();
  modelFile = writeTinyModel(path.join(root, "tiny.gguf")).path;
  slowModelFile = writeTinyModel(path.join(root, "slow.gguf"), talkative).path;
});
beforeEach(() => {
  folder = mkdtempSync(path.join(root, "data-"));
  app = startApplication(folder);
  setContext(1024);
});
afterEach(() => app.dispose());

describe("chat with a real model", () => {
  it("streams, answers again beside, and branches at an edit", async () => {
    await addModel(modelFile);
    const { id } = app.chat.create({ documentIds: [], title: "" });
    const first = await ask(id, null, "Tell me about the wind and the sea.");
    const streamed = await follow(first.jobId);
    const message = app.store.messages.get(first.replyId);
    expect(streamed.text).toBe(message?.text);
    expect(message?.text).not.toBe("");
    expect(message?.completionTokens).toBeGreaterThan(0);
    expect(message?.tokensPerSecond).toBeGreaterThan(0);
    expect(message?.context?.promptTokens).toBeGreaterThan(10);

    const again = await app.chat.regenerate(first.replyId, null);
    expect((await follow(again.jobId)).text).not.toBe(streamed.text);
    const edit = await ask(id, null, "Tell me about the mountain.");
    await follow(edit.jobId);
    const { messages, leafId } = app.chat.get(id);
    expect(leafId).toBe(edit.replyId);
    expect(messages).toHaveLength(5);
    expect(messages.filter(({ parentId }) => parentId === first.userMessageId)).toHaveLength(2);
  });

  it("stops with the text kept, and goes on from it", async () => {
    await addModel(slowModelFile);
    const { id } = app.chat.create({ documentIds: [], title: "" });
    const { replyId, jobId } = await ask(id, null, "Write for a long time about the sea.");
    await follow(jobId, (_event, text) => text.length > 20);
    await app.jobs.cancel(jobId);
    const stopped = app.store.messages.get(replyId);
    expect(stopped?.status).toBe("stopped");
    expect(stopped?.text.length).toBeGreaterThan(20);

    const next = await app.chat.continue(replyId);
    const isFurther = (text: string) => text.length > (stopped?.text.length ?? 0) + 20;
    const { text } = await follow(next.jobId, (_event, soFar) => isFurther(soFar));
    await app.jobs.cancel(next.jobId);
    expect(text.startsWith(stopped?.text ?? "-")).toBe(true);
    expect(isFurther(text)).toBe(true);
    expect(app.store.messages.get(replyId)?.text.startsWith(text)).toBe(true);
  });

  it("goes on by itself when the engine is killed in the middle of an answer", async () => {
    setContext(512);
    await addModel(slowModelFile);
    const { id } = app.chat.create({ documentIds: [], title: "" });
    const { replyId, jobId } = await ask(id, null, "Write for a long time about the mountain.");
    const { text: shown } = await follow(jobId, (_event, text) => text.length > 20);
    const victim = app.children.at(-1);
    victim?.kill();
    const { text, last } = await follow(jobId);
    expect(last).toBe("done");
    expect(text.startsWith(shown)).toBe(true);
    expect(text.length).toBeGreaterThan(shown.length);
    expect(app.children.at(-1)).not.toBe(victim);
    expect(app.store.messages.get(replyId)?.text).toBe(text);
  });

  it("loses no word that was saved when the whole process is killed, and goes on after the next start", async () => {
    await addModel(slowModelFile);
    await app.dispose();
    const { replyId, shown } = await talkUntilKilled();
    app = startApplication(folder);
    const kept = app.store.messages.get(replyId)?.text ?? "";
    expect(app.store.messages.get(replyId)).toMatchObject({ status: "partial", jobId: null });
    expect(kept).not.toBe("");
    expect(kept.startsWith(shown) || shown.startsWith(kept)).toBe(true);
    const next = await app.chat.continue(replyId);
    const { text } = await follow(next.jobId, (_event, soFar) => soFar.length > kept.length + 20);
    await app.jobs.cancel(next.jobId);
    expect(text.startsWith(kept)).toBe(true);
    expect(app.store.messages.get(replyId)?.text.startsWith(text)).toBe(true);
  });

  it("keeps what was shown when the whole service ends, and continues after the next start", async () => {
    setContext(512);
    await addModel(slowModelFile);
    const { id } = app.chat.create({ documentIds: [], title: "" });
    const { replyId, jobId } = await ask(id, null, "Write for a long time about the wind.");
    await follow(jobId, (_event, text) => text.length > 20);
    await app.dispose();
    app = startApplication(folder);
    const kept = app.store.messages.get(replyId);
    expect(kept).toMatchObject({ jobId: null });
    expect(["stopped", "partial"]).toContain(kept?.status);
    expect(kept?.text.length).toBeGreaterThan(20);
    const next = await app.chat.continue(replyId);
    const { text, last } = await follow(next.jobId);
    expect(last).toBe("done");
    expect(text.startsWith(kept?.text ?? "-")).toBe(true);
    expect(app.chat.get(id).messages.at(-1)?.text).toBe(text);
  });

  it("reads a whole document, or its passages where it does not fit", async () => {
    setContext(4096);
    await addModel(modelFile);
    const pages = Array.from({ length: 80 }, (_, page) => [
      Array.from(
        { length: 6 },
        (_unused, sentence) => `On page ${page + 1} the report says ${sentence + 1} things about the sea.`,
      ),
      [page === 50 ? "The lighthouse keeper is called Amundsen." : "The wind of the north blows over the mountain."],
    ]);
    const long = addDocument(app.store, pages);
    const short = addDocument(app.store, pages.slice(0, 2), { id: "b".repeat(64), title: "A short one" });
    const begin = async (documentId: string, question: string) => {
      const { id } = app.chat.create({ documentIds: [documentId], title: "" });
      const { jobId, replyId } = await ask(id, null, question);
      await follow(jobId, (_event, text) => text.length > 20);
      await app.jobs.cancel(jobId);
      return app.store.messages.get(replyId);
    };
    const whole = await begin(short.id, "What does the report say?");
    expect(whole?.context).toMatchObject({ documents: "whole", contextSize: 4096 });
    const passages = await begin(long.id, "What is the name of the lighthouse keeper?");
    expect(passages?.context?.documents).toBe("passages");
    expect(passages?.context?.passages).toBeGreaterThan(0);
    expect(passages?.context?.promptTokens).toBeLessThanOrEqual(4096 - 1024);
    for (const citation of [...(whole?.citations ?? []), ...(passages?.citations ?? [])]) {
      const [page] = app.store.documents.pages(citation.documentId, citation.page, citation.page);
      expect(page?.text.slice(citation.start, citation.end)).toBe(citation.quote);
    }
  });

  it("reads a document once: another question about it reads itself alone, also where a summary ran in between", async () => {
    setContext(2048);
    await addModel(modelFile);
    const sentences = Array.from({ length: 12 }, (_, index) => `On day ${index + 1} the sea was as calm as a pond.`);
    const document = addDocument(app.store, [[sentences], [sentences]]);
    const { id } = app.chat.create({ documentIds: [document.id], title: "" });
    const first = await ask(id, null, "What does the report say of the sea?");
    await follow(first.jobId, (_event, text) => text.length > 20);
    await app.jobs.cancel(first.jobId);

    const between = { turns: [{ role: "user", text: sentences.join(" ") }], temperature: 0, seed: 1 } as const;
    await app.engine.generate({ ...between, maxTokens: 8, priority: "background" });

    const generate = vi.spyOn(app.engine, "generate");
    const question = "How calm was it on day 7?";
    const second = await ask(id, null, question);
    await follow(second.jobId);
    const asked = generate.mock.results[generate.mock.calls.findIndex(([{ priority }]) => priority === "chat")];
    if (!asked) throw new Error("Nothing was asked.");
    const { promptTokens, evaluatedPromptTokens } = await (asked.value as ReturnType<typeof app.engine.generate>);
    expect(app.store.messages.get(second.replyId)?.context?.documents).toBe("whole");
    const [inQuestion = 0] = await app.engine.countTokens([prompts.question.replace("{{question}}", question)]);
    expect(promptTokens).toBeGreaterThan(5 * evaluatedPromptTokens);
    expect(evaluatedPromptTokens).toBeLessThan(inQuestion + 36);
  });

  it("refuses a question that does not fit, with the numbers", async () => {
    await addModel(modelFile);
    const { id } = app.chat.create({ documentIds: [], title: "" });
    const { jobId, replyId } = await ask(id, null, "The wind and the sea. ".repeat(3000));
    expect((await follow(jobId)).last).toBe("failed");
    const problem = app.store.messages.get(replyId)?.problem;
    expect(problem).toMatchObject({ code: "CONTEXT_TOO_SMALL", data: { contextSize: 1024, room: 768 } });
    expect(Number(problem?.data?.["promptTokens"])).toBeGreaterThan(4096);
  });
});

describe("models with the real engine", () => {
  it("takes a model in with what its file says", async () => {
    await addModel(modelFile);
    expect(app.models.list()).toMatchObject([
      { name: "Tiny Mistral Instruct", architecture: "llama", quantization: "F16", fit: { verdict: "fits" } },
    ]);
  });

  const damages: [Damage, string][] = [
    ["truncated", "MODEL_TRUNCATED"],
    ["wrongMagic", "MODEL_NOT_GGUF"],
    ["unknownArchitecture", "MODEL_ARCHITECTURE_UNKNOWN"],
    ["garbledHeader", "MODEL_DAMAGED"],
  ];
  it.each(damages)("keeps nothing of a file with %s", async (damage, code) => {
    const file = writeTinyModel(path.join(root, `${damage}.gguf`), { damage }).path;
    await expect(addModel(file)).rejects.toMatchObject({ code });
    expect(app.models.list()).toEqual([]);
  });
});
