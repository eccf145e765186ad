import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { saveWithinMs } from "../../../electron/core/chat/reply.ts";
import { mostCrashes } from "../../../electron/core/chat/writeAnswer.ts";
import { documentId } from "../store/library.ts";
import { addDocument, openRoom, type Room } from "./chatRoom.ts";
import { words } from "../../helpers/words.ts";

const lease = [
  [
    ["Lease of the old mill.", "It is signed on 3 March 2025."],
    ["The rent is 1,200 euros a month.", "It is due on the first day."],
  ],
  [["The roof is repaired by the owner.", "The tenant repairs the windows."]],
];

async function ask(room: Room, text: string, parentId: string | null = null, conversationId?: string) {
  const id = conversationId ?? room.chat.create({ documentIds: [], title: "" }).id;
  const sent = await room.chat.send({ conversationId: id, parentId, text, modelId: null });
  return { conversationId: id, ...sent };
}

/** A document whose reading ends when it is told to. */
function readingOf(room: Room): { end(status: "ready" | "failed"): void } {
  addDocument(room.store, lease);
  room.store.documents.update(documentId("a"), { status: "reading" });
  const { promise, resolve } = Promise.withResolvers<void>();
  room.jobs.start({
    kind: "read",
    subject: documentId("a"),
    lane: "read",
    usesModel: false,
    onShutdown: "leave",
    run: () => promise,
  });
  return {
    end(status) {
      room.store.documents.update(documentId("a"), { status });
      resolve();
    },
  };
}

describe("a reply", () => {
  it("streams into its message, and the deltas put together are its text", async () => {
    const room = await openRoom([{ pieces: [" Good", " day", " to you. "] }]);
    const { conversationId, userMessageId, replyId, jobId } = await ask(room, "Hello?");
    expect(room.store.messages.get(replyId)).toMatchObject({ status: "streaming", jobId, parentId: userMessageId });
    const { events, text, last } = await room.follow(jobId);
    expect(last).toBe("done");
    expect(text).toBe("Good day to you.");
    expect(events.flatMap((event) => (event.type === "progress" ? event.stage : []))).toEqual([
      "loading",
      "prompt",
      "writing",
    ]);
    expect(room.store.messages.get(replyId)).toMatchObject({
      text,
      status: "done",
      jobId: null,
      model: "Scripted",
      completionTokens: 4,
      tokensPerSecond: 40,
      context: { documents: "none", droppedTurns: 0, contextSize: 4000 },
    });
    expect(room.chat.get(conversationId)).toMatchObject({ title: "Hello?", leafId: replyId });
    expect(room.changes).toContain(`messages:${conversationId}`);
  });

  it("is given the conversation above it and the settings' system prompt", async () => {
    const room = await openRoom([{ pieces: ["One."] }, { pieces: ["Two."] }]);
    room.store.settings.set({ ...room.store.settings.get(), chatSystemPrompt: "Be brief.", temperature: 0.7 });
    const first = await ask(room, "First?");
    await room.follow(first.jobId);
    const second = await ask(room, "Second?", first.replyId, first.conversationId);
    await room.follow(second.jobId);
    expect(room.engine.requests[1]).toMatchObject({
      temperature: 0.7,
      priority: "chat",
      turns: [
        { role: "system", text: "Be brief." },
        { role: "user", text: "First?" },
        { role: "assistant", text: "One." },
        { role: "user", text: "Second?" },
      ],
    });
    room.chat.setSystemPrompt(first.conversationId, "Rhyme.");
    await room.follow((await ask(room, "Third?", second.replyId, first.conversationId)).jobId);
    expect(room.engine.requests[2]?.turns[0]?.text).toBe("Rhyme.");
  });

  it("keeps its text when it is stopped, and goes on from there", async () => {
    const room = await openRoom([{ pieces: ["Once", " upon"], hold: true }, { pieces: [" a time."] }]);
    const held = room.engine.held();
    const { replyId, jobId } = await ask(room, "Tell me a story");
    await held;
    await expect(room.chat.continue(replyId)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await room.jobs.cancel(jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({ text: "Once upon", status: "stopped", jobId: null });

    const next = await room.chat.continue(replyId);
    const { text, last } = await room.follow(next.jobId);
    expect(last).toBe("done");
    expect(text).toBe("Once upon a time.");
    expect(room.engine.requests[1]?.turns.at(-1)).toEqual({ role: "assistant", text: "Once upon" });
    expect(room.store.messages.get(replyId)).toMatchObject({ text: "Once upon a time.", status: "done" });
    await expect(room.chat.continue(replyId)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("goes on with the model that began it where another is called the same", async () => {
    const room = await openRoom([{ pieces: ["Once"], hold: true }, { pieces: [" more."] }]);
    const held = room.engine.held();
    const { replyId, jobId } = await ask(room, "Tell me a story");
    await held;
    await room.jobs.cancel(jobId);
    const [first] = room.store.models.list();
    if (!first) throw new Error("There is no model");
    const twin = path.join(room.folder, "twin.gguf");
    writeFileSync(twin, "GGUF");
    room.store.models.put({ ...first, id: "f".repeat(64), path: twin, addedAt: 99 });
    expect(room.store.models.list()[0]?.id).toBe("f".repeat(64));
    expect(room.store.messages.get(replyId)).toMatchObject({ model: first.name, modelId: first.id });
    const next = await room.chat.continue(replyId);
    await room.follow(next.jobId);
    expect(room.engine.state.modelId).toBe(first.id);
    expect(room.store.messages.get(replyId)?.modelId).toBe(first.id);
  });

  it("that is stopped before its turn is settled too", async () => {
    const room = await openRoom([{ pieces: ["Slow"], hold: true }]);
    const held = room.engine.held();
    const first = await ask(room, "One");
    const second = await ask(room, "Two");
    await held;
    await room.jobs.cancel(second.jobId);
    expect(room.store.messages.get(second.replyId)).toMatchObject({ text: "", status: "stopped", jobId: null });
    await room.jobs.cancel(first.jobId);
  });

  it(`is in the library ${saveWithinMs} ms after it was shown, while it goes on`, async () => {
    const room = await openRoom([{ pieces: ["So", " far"], hold: true }]);
    const held = room.engine.held();
    const { replyId, jobId } = await ask(room, "Well?");
    await held;
    expect(room.store.messages.get(replyId)?.text).toBe("");
    room.clock.advance(saveWithinMs);
    expect(room.store.messages.get(replyId)).toMatchObject({ text: "So far", status: "streaming" });
    await room.jobs.cancel(jobId);
  });

  it("ends as soon as it can no longer be saved, and says why", async () => {
    let full = true;
    const room = await openRoom([{ pieces: ["So", " far"], hold: true }, { pieces: ["Again."] }], {
      messages: (own) => ({
        ...own,
        update(id, patch) {
          if (full && patch.text !== undefined) throw new AppError("DISK_FULL");
          own.update(id, patch);
        },
      }),
    });
    const held = room.engine.held();
    const { conversationId, jobId, replyId } = await ask(room, "Well?");
    await held;
    room.clock.advance(saveWithinMs);
    const { events, last } = await room.follow(jobId);
    expect(last).toBe("failed");
    expect(events.at(-1)).toMatchObject({ problem: { code: "DISK_FULL" } });
    // Not even its end could be written, but it can be continued.
    expect(room.store.messages.get(replyId)?.status).toBe("streaming");
    const shown = () => room.chat.get(conversationId).messages.find(({ id }) => id === replyId);
    expect(shown()).toMatchObject({ text: "So far", status: "failed", jobId: null, problem: { code: "DISK_FULL" } });
    full = false;
    expect(shown()).toMatchObject({ text: "So far", status: "failed", jobId: null });
    expect(room.store.messages.get(replyId)).toEqual(shown());
    await room.follow((await room.chat.continue(replyId)).jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({ text: "So farAgain.", status: "done" });
    expect(room.logger.lines.join()).toContain("The end of a reply could not be saved");
  });

  it("is not begun where the library cannot say that it is written, and can be continued when there is space again", async () => {
    let full = true;
    const room = await openRoom([{ pieces: ["Here."] }], {
      messages: (own) => ({
        ...own,
        update(id, patch) {
          if (full) throw new AppError("DISK_FULL");
          own.update(id, patch);
        },
      }),
    });
    const { id } = room.chat.create({ documentIds: [], title: "" });
    const asked = { conversationId: id, parentId: null, text: "Where?", modelId: null };
    await expect(room.chat.send(asked)).rejects.toMatchObject({ code: "DISK_FULL" });
    const jobs = room.jobs.list();
    expect(jobs.map(({ kind, status }) => [kind, status])).toEqual([["reply", "cancelled"]]);
    expect(room.engine.requests).toEqual([]);
    const shown = () => room.chat.get(id).messages.at(-1);
    const failed = { text: "", status: "failed", jobId: null, problem: { code: "DISK_FULL" } };
    expect(shown()).toMatchObject(failed);
    full = false;
    const reply = shown();
    expect(reply).toMatchObject(failed);
    await room.follow((await room.chat.continue(reply?.id ?? "")).jobId);
    expect(shown()).toMatchObject({ text: "Here.", status: "done", jobId: null, problem: null });
  });

  it("survives the end of the process as a partial answer that can be continued", async () => {
    const before = await openRoom([{ pieces: ["It", " is"], hold: true }]);
    const held = before.engine.held();
    const { conversationId, replyId } = await ask(before, "Well?");
    await held;
    before.clock.advance(saveWithinMs);
    // What another process finds in the library after this one is gone.
    before.store.messages.markPartial();
    expect(before.store.messages.get(replyId)).toMatchObject({ text: "It is", status: "partial", jobId: null });

    const after = await openRoom([{ pieces: [" done."] }], { library: before });
    const { jobId } = await after.chat.continue(replyId);
    expect((await after.follow(jobId)).last).toBe("done");
    expect(after.chat.get(conversationId).messages.at(-1)).toMatchObject({ text: "It is done.", status: "done" });
  });

  it("goes on by itself from what was shown when the engine dies in the middle", async () => {
    const crash = new AppError("ENGINE_CRASHED");
    const room = await openRoom([
      { pieces: ["One,", " two"], error: crash },
      { pieces: [","], error: crash },
      { pieces: [" three."] },
    ]);
    const { replyId, jobId } = await ask(room, "Count");
    const { text, last } = await room.follow(jobId);
    expect(last).toBe("done");
    expect(text).toBe("One, two, three.");
    expect(room.engine.requests.map(({ turns }) => turns.at(-1)?.text)).toEqual(["Count", "One, two", "One, two,"]);
    expect(room.store.messages.get(replyId)?.text).toBe(text);
  });

  it("fails with what was shown kept when the engine dies again and again", async () => {
    const line = { pieces: ["more "], error: new AppError("ENGINE_CRASHED") };
    const room = await openRoom(Array.from({ length: mostCrashes + 5 }, () => line));
    const { replyId, jobId } = await ask(room, "Go on");
    expect((await room.follow(jobId)).last).toBe("failed");
    expect(room.engine.requests).toHaveLength(mostCrashes + 1);
    expect(room.store.messages.get(replyId)).toMatchObject({
      status: "failed",
      problem: { code: "ENGINE_CRASHED" },
    });
    expect(room.store.messages.get(replyId)?.text).toMatch(/^more/);
  });

  it("is stopped with its text kept when the model is unloaded", async () => {
    const room = await openRoom([{ pieces: ["Half", " an"], hold: true }]);
    const held = room.engine.held();
    const { replyId } = await ask(room, "Go");
    await held;
    await room.models.unload();
    expect(room.engine.state.status).toBe("stopped");
    expect(room.store.messages.get(replyId)).toMatchObject({ text: "Half an", status: "stopped" });
  });

  it("that filled its room says so and can be continued", async () => {
    const room = await openRoom([{ pieces: ["On", " and"], stop: "length" }, { pieces: [" on."] }]);
    const { replyId, jobId } = await ask(room, "Go");
    await room.follow(jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({
      status: "partial",
      problem: { code: "CONTEXT_TOO_SMALL", data: { completionTokens: 2, contextSize: 4000 } },
    });
    await room.follow((await room.chat.continue(replyId)).jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({ text: "On and on.", status: "done", problem: null });
  });

  it("is kept apart from what the model thinks, which is asked for once", async () => {
    const thought = { text: "Hm.", ms: 1200, tokens: 1, cut: "bound" } as const;
    const room = await openRoom([{ thought, pieces: ["Yes", " and"], stop: "length" }, { pieces: [" no."] }]);
    const { replyId, jobId } = await ask(room, "Well?");
    const { events, text } = await room.follow(jobId);
    expect(text).toBe("Yes and");
    const told = events.flatMap((event) => (event.type === "thought" ? [event.text] : []));
    expect(told).toEqual(["Hm."]);
    const stages = events.flatMap((event) => (event.type === "progress" ? [event.stage] : []));
    expect(stages.slice(-2)).toEqual(["thinking", "writing"]);
    const kept = { text: "Hm.", ms: 1200, cut: "bound" };
    expect(room.store.messages.get(replyId)).toMatchObject({ text: "Yes and", thought: kept });
    await room.follow((await room.chat.continue(replyId)).jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({ text: "Yes and no.", thought: kept });
    expect(room.engine.requests.map(({ thinking }) => thinking)).toEqual([{ mostTokens: 1000 }, undefined]);
    const next = await ask(room, "And?", replyId, room.store.messages.get(replyId)?.conversationId);
    await room.follow(next.jobId);
    const turns = room.engine.requests.at(-1)?.turns.map(({ text: turn }) => turn) ?? [];
    expect(turns).toContain("Yes and no.");
    expect(turns.join("\n")).not.toContain("Hm.");
  });

  it("keeps what was thought where it is stopped before the first word", async () => {
    const thought = { text: "Let me see", ms: 1200, tokens: 3, cut: null };
    const room = await openRoom([{ thought, pieces: [], hold: true }]);
    const held = room.engine.held();
    const { replyId, jobId } = await ask(room, "Well?");
    await held;
    await room.jobs.cancel(jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({
      status: "stopped",
      text: "",
      thought: { text: "Let me see", cut: null },
    });
  });

  it("that goes round in circles is kept as far as it does not, and says so", async () => {
    const rounds = ["So it is.", " So it is.", " So it is."];
    const room = await openRoom([{ pieces: rounds, text: "So it is.", stop: "loop" }]);
    const { replyId, jobId } = await ask(room, "Is it?");
    await room.follow(jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({
      status: "partial",
      text: "So it is.",
      problem: { code: "GENERATION_FAILED", data: { reason: "REPEATED" } },
    });
  });

  it("to a question that does not fit the context fails with numbers", async () => {
    const room = await openRoom([], { contextSize: 100 });
    const { replyId, jobId } = await ask(room, "word ".repeat(200));
    expect((await room.follow(jobId)).last).toBe("failed");
    const { problem, status } = room.store.messages.get(replyId) ?? {};
    expect(status).toBe("failed");
    expect(problem).toMatchObject({ code: "CONTEXT_TOO_SMALL", data: { contextSize: 100, room: 75 } });
    expect(Number(problem?.data?.["missing"])).toBeGreaterThan(120);
  });

  it("is refused before anything is added where there is no model", async () => {
    const room = await openRoom([], { model: false });
    const { id } = room.chat.create({ documentIds: [], title: "" });
    const send = room.chat.send({ conversationId: id, parentId: null, text: "Hello", modelId: null });
    await expect(send).rejects.toMatchObject({ code: "NO_MODEL" });
    expect(room.chat.get(id).messages).toEqual([]);
  });
});

describe("branches", () => {
  it("are made by another answer and by an edit, and each can be shown", async () => {
    const room = await openRoom([{ pieces: ["A."] }, { pieces: ["B."] }, { pieces: ["C."] }, { pieces: ["D."] }]);
    const first = await ask(room, "First");
    await room.follow(first.jobId);
    room.clock.advance(10);
    const again = await room.chat.regenerate(first.replyId, null);
    await room.follow(again.jobId);
    const id = first.conversationId;
    expect(room.chat.get(id).leafId).toBe(again.replyId);
    expect(room.engine.requests[1]?.turns).toEqual(room.engine.requests[0]?.turns);
    expect(room.engine.requests[1]?.seed).not.toBe(room.engine.requests[0]?.seed);
    room.clock.advance(10);
    const follow = await ask(room, "Second", first.replyId, id);
    await room.follow(follow.jobId);
    room.clock.advance(10);
    const edit = await ask(room, "Other first", null, id);
    await room.follow(edit.jobId);

    expect(room.chat.get(id).leafId).toBe(edit.replyId);
    expect(room.engine.requests[3]?.turns.slice(1)).toEqual([{ role: "user", text: "Other first" }]);
    expect(room.chat.showBranch(id, first.userMessageId).leafId).toBe(again.replyId);
    expect(room.chat.showBranch(id, first.replyId).leafId).toBe(follow.replyId);
    expect(room.store.messages.branch(follow.replyId).map(({ text }) => text)).toEqual(["First", "A.", "Second", "C."]);
    expect(room.chat.get(id).title).toBe("First");
    const elsewhere = room.chat.create({ documentIds: [], title: "" });
    expect(() => room.chat.showBranch(elsewhere.id, first.replyId)).toThrow(AppError);
    await expect(ask(room, "Hi", first.replyId, elsewhere.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("an answer over documents", () => {
  it("cites sentences that stand at their place, with a verdict for each sentence", async () => {
    const room = await openRoom([
      { pieces: ["The owner repairs the roof [3", "]. The rent is 1,300 euros a month [999]."] },
    ]);
    addDocument(room.store, lease);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const { replyId, jobId } = await ask(room, "What about roof and rent?", null, id);
    const { text } = await room.follow(jobId);
    expect(text).toBe("The owner repairs the roof. The rent is 1,300 euros a month.");
    const message = room.store.messages.get(replyId);
    expect(message?.text).toBe("The owner repairs the roof. [1] The rent is 1,300 euros a month. [2]");
    expect(message?.context).toMatchObject({ documents: "whole", passages: 0 });
    expect(message?.citations.map(({ page, quote }) => [page, quote])).toEqual([
      [2, "The roof is repaired by the owner."],
      [1, "The rent is 1,200 euros a month."],
    ]);
    expect(message?.statements.map(({ support, citations }) => [support, citations])).toEqual([
      ["verified", [0]],
      ["contradicted", [1]],
    ]);
    for (const { documentId: document, page, start, end, quote } of message?.citations ?? []) {
      expect(room.store.documents.pages(document, page, page)[0]?.text.slice(start, end)).toBe(quote);
    }
  });

  it("is checked as far as it came where it is stopped", async () => {
    const room = await openRoom([{ pieces: ["The owner repairs the roof."], hold: true }]);
    addDocument(room.store, lease);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const held = room.engine.held();
    const { replyId, jobId } = await ask(room, "Who repairs the roof?", null, id);
    await held;
    await room.jobs.cancel(jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({
      text: "The owner repairs the roof. [1]",
      status: "stopped",
      statements: [{ support: "verified" }],
    });
  });

  it("that denies what passages say shows these, and else what was looked for", async () => {
    const room = await openRoom([
      { pieces: ["The text does not say who repairs the roof."] },
      { pieces: ["The mayor is not mentioned in the documents."] },
    ]);
    addDocument(room.store, lease);
    const roof = await room.chat.ask([documentId("a")], "Who repairs the roof?", null);
    expect(roof.passages.map(({ quote }) => quote)).toEqual(["The roof is repaired by the owner."]);
    expect(roof.context.lookedFor).toEqual([]);
    const mayor = await room.chat.ask([documentId("a")], "Who is the mayor?", null);
    expect(mayor).toMatchObject({ passages: [], statements: [], context: { lookedFor: ["mayor"] } });
  });

  it("keeps its citations where it goes on after it was cut off", async () => {
    const room = await openRoom([
      { pieces: ["The rent is 1,200", " euros a month."], stop: "length" },
      { pieces: [" The owner repairs the roof."] },
      { pieces: ["The mayor is not mentioned in the documents."] },
      { pieces: ["The mayor"], stop: "length" },
    ]);
    addDocument(room.store, lease);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const { replyId, jobId } = await ask(room, "What about rent and roof?", null, id);
    await room.follow(jobId);
    expect(room.store.messages.get(replyId)?.text).toBe("The rent is 1,200 euros a month. [1]");
    await room.follow((await room.chat.continue(replyId)).jobId);
    const message = room.store.messages.get(replyId);
    expect(message?.text).toBe("The rent is 1,200 euros a month. [1] The owner repairs the roof. [2]");
    expect(message?.citations.map(({ page, quote }) => [page, quote])).toEqual([
      [1, "The rent is 1,200 euros a month."],
      [2, "The roof is repaired by the owner."],
    ]);
    expect(await room.chat.ask([documentId("a")], "Who is the mayor?", null)).toMatchObject({
      text: "The mayor is not mentioned in the documents.",
      citations: [],
      problem: null,
    });
    const { text, problem } = await room.chat.ask([documentId("a")], "Who is the mayor?", null);
    expect(text).toBe("The mayor");
    expect(problem && words.error(problem)).toMatch(
      /^The answer was cut off after \d+ tokens?\. It can be continued\.$/u,
    );
  });

  it("is plain text where the model sees it again, behind a document that stays where it was", async () => {
    const room = await openRoom([
      { pieces: ["The rent is 1,200 euros a month."], error: new AppError("ENGINE_CRASHED") },
      { pieces: [" That is all."] },
      { pieces: ["Yes."] },
    ]);
    addDocument(room.store, lease);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const first = await ask(room, "What is the rent?", null, id);
    await room.follow(first.jobId);
    expect(room.store.messages.get(first.replyId)?.text).toBe("The rent is 1,200 euros a month. [1] That is all.");
    expect(room.engine.requests[1]?.turns.at(-1)?.text).toBe("The rent is 1,200 euros a month.");
    await room.follow((await ask(room, "Sure?", first.replyId, id)).jobId);
    const [before, after] = [room.engine.requests[0]?.turns ?? [], room.engine.requests[2]?.turns ?? []];
    expect(before[1]?.text).toContain("The roof is repaired by the owner.");
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]?.text).toBe("The rent is 1,200 euros a month. That is all.");
    expect(after[3]?.text).toContain("Question: Sure?");
    expect(after[3]?.text).not.toContain("roof");
  });

  it("is refused where a document could not be read", async () => {
    const room = await openRoom();
    addDocument(room.store, lease);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    room.store.documents.update(documentId("a"), { status: "failed" });
    const refusal = { code: "DOCUMENT_NOT_READY", data: { reason: "FAILED" } };
    await expect(ask(room, "Rent?", null, id)).rejects.toMatchObject(refusal);
    await expect(room.chat.ask([documentId("a")], "Rent?", null)).rejects.toMatchObject(refusal);
    await expect(room.chat.ask([documentId("b")], "Rent?", null)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(room.store.messages.list(id)).toEqual([]);
  });

  it("waits for a document that is still being read, and keeps no other conversation waiting", async () => {
    const room = await openRoom([{ pieces: ["Hello."] }, { pieces: ["1,200 euros a month."] }, { pieces: ["Yes."] }]);
    const reading = readingOf(room);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const waiting = await ask(room, "What is the rent?", null, id);
    const asked = room.chat.ask([documentId("a")], "Is the rent due on the first day?", null);
    const other = await ask(room, "Good day");
    expect((await room.follow(other.jobId)).text).toBe("Hello.");
    expect(room.jobs.get(waiting.jobId)?.status).toBe("running");
    expect(room.engine.requests).toHaveLength(1);
    const told = room.jobs.attach(waiting.jobId, 1);
    expect((await told.next()).value).toMatchObject({
      stage: "reading",
      file: room.store.documents.get(documentId("a"))?.title,
    });
    await told.return(undefined);
    reading.end("ready");
    expect((await room.follow(waiting.jobId)).last).toBe("done");
    await asked;
    const read = room.engine.requests.slice(1).map(({ turns }) => JSON.stringify(turns));
    expect(read).toEqual([expect.stringContaining("1,200 euros"), expect.stringContaining("1,200 euros")]);
  });

  it("says so where the document that it waited for could not be read", async () => {
    const room = await openRoom();
    const reading = readingOf(room);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const { jobId, replyId } = await ask(room, "What is the rent?", null, id);
    reading.end("failed");
    expect((await room.follow(jobId)).last).toBe("failed");
    expect(room.store.messages.get(replyId)).toMatchObject({
      status: "failed",
      problem: { code: "DOCUMENT_NOT_READY", data: { reason: "FAILED" } },
    });
  });

  it("can be stopped while it waits for a document", async () => {
    const room = await openRoom();
    const reading = readingOf(room);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const { jobId, replyId } = await ask(room, "What is the rent?", null, id);
    await room.jobs.cancel(jobId);
    expect(room.store.messages.get(replyId)).toMatchObject({ status: "stopped", jobId: null });
    reading.end("ready");
    expect(room.engine.requests).toEqual([]);
  });

  it("is what the passages say where no model is there", async () => {
    const room = await openRoom([], { model: false });
    addDocument(room.store, lease);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const { replyId, jobId } = await ask(room, "Who repairs the roof?", null, id);
    expect((await room.follow(jobId)).last).toBe("done");
    expect(room.store.messages.get(replyId)).toMatchObject({
      text: "",
      status: "done",
      model: null,
      passages: [{ page: 2, quote: "The roof is repaired by the owner." }],
      context: { documents: "passages", passages: 1, lookedFor: [] },
    });
    const next = await ask(room, "And the mayor?", replyId, id);
    await room.follow(next.jobId);
    expect(room.store.messages.get(next.replyId)?.context?.question).toBe("And the mayor? (repairs, roof)");
    expect(await room.chat.ask([documentId("a")], "Who is the mayor?", null)).toMatchObject({
      text: "",
      passages: [],
      model: null,
      context: { lookedFor: ["mayor"] },
    });
  });

  it("can be had without a conversation, the same each time", async () => {
    const line = { pieces: ["It is 1,200 euros a month."] };
    const room = await openRoom([line, line]);
    addDocument(room.store, lease);
    const answer = await room.chat.ask([documentId("a")], "What is the rent?", null);
    expect(answer).toMatchObject({ text: "It is 1,200 euros a month. [1]", context: { documents: "whole" } });
    expect(answer.citations.map(({ quote }) => quote)).toEqual(["The rent is 1,200 euros a month."]);
    expect(await room.chat.ask([documentId("a")], "What is the rent?", null)).toEqual(answer);
    expect(room.engine.requests[0]).toEqual(room.engine.requests[1]);
    expect(room.chat.list()).toEqual([]);
  });
});

describe("the plan of a draft", () => {
  it("counts what would be read, with and without the model", async () => {
    const room = await openRoom([{ pieces: ["Yes."] }]);
    addDocument(room.store, lease);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "" });
    const guess = await room.chat.plan({ conversationId: id, parentId: null, draft: "What is the rent?" });
    expect(guess).toMatchObject({ documents: "whole", droppedTurns: 0, contextSize: 8192 });
    expect(guess.answerBudget).toBe(guess.contextSize - guess.promptTokens);
    const { jobId, replyId } = await ask(room, "What is the rent?", null, id);
    await room.follow(jobId);
    const exact = await room.chat.plan({ conversationId: id, parentId: null, draft: "What is the rent?" });
    expect(exact.promptTokens).toBe(room.store.messages.get(replyId)?.context?.promptTokens);
    expect(exact.contextSize).toBe(4000);
  });

  it("gives the numbers where the draft is too long", async () => {
    const room = await openRoom([], { contextSize: 100 });
    await room.models.load(room.models.list()[0]?.id ?? "");
    const { id } = room.chat.create({ documentIds: [], title: "" });
    const plan = await room.chat.plan({ conversationId: id, parentId: null, draft: "word ".repeat(200) });
    expect(plan.answerBudget).toBe(0);
    expect(plan.promptTokens).toBeGreaterThan(200);
  });
});

describe("conversations", () => {
  it("are named, pinned, put in the bin and taken back", async () => {
    const room = await openRoom();
    const { id } = room.chat.create({ documentIds: [], title: "" });
    room.chat.rename(id, "The mill");
    room.chat.pin(id, true);
    expect(room.chat.list()).toMatchObject([{ id, title: "The mill", pinned: true }]);
    await room.chat.remove(id);
    expect(room.chat.list()).toEqual([]);
    expect(() => room.chat.get(id)).toThrow(AppError);
    room.chat.restore(id);
    expect(room.chat.get(id).title).toBe("The mill");
    expect(() => room.chat.rename("nobody", "x")).toThrow(AppError);
  });

  it("stop what is written in them when they are removed", async () => {
    const room = await openRoom([{ pieces: ["Slow"], hold: true }]);
    const held = room.engine.held();
    const { conversationId, jobId, replyId } = await ask(room, "One");
    await held;
    await room.chat.remove(conversationId);
    expect(room.jobs.get(jobId)?.status).toBe("cancelled");
    expect(room.store.messages.get(replyId)?.status).toBe("stopped");
  });

  it("take the first line of the first question as title, cut between words", async () => {
    const room = await openRoom();
    const { conversationId } = await ask(
      room,
      "\n  What does the contract say about the notice period, and who has to be told?\nMore",
    );
    expect(room.chat.get(conversationId).title).toBe("What does the contract say about the notice period, and who…");
  });

  it("are exported with their quotes as footnotes, and as JSON with all branches", async () => {
    const room = await openRoom([
      { pieces: ["It is due on the first day."] },
      { pieces: ["The rent is 1,200 euros a month."] },
      { pieces: ["The rent is 1,300 euros a month."] },
    ]);
    addDocument(room.store, lease);
    const { id } = room.chat.create({ documentIds: [documentId("a")], title: "Rent / roof?" });
    const first = await ask(room, "When?", null, id);
    await room.follow(first.jobId);
    await room.follow((await room.chat.regenerate(first.replyId, null)).jobId);
    await room.follow((await ask(room, "Sure?", first.replyId, id)).jobId);
    const markdown = await room.chat.export(id, "markdown");
    expect(markdown.fileName).toBe("Rent roof.md");
    expect(markdown.data).toBe(
      [
        "# Rent / roof?",
        "Documents: Lease of the old mill",
        "## Question",
        "When?",
        "## Answer (Scripted)",
        "It is due on the first day. [^1]",
        "## Question",
        "Sure?",
        "## Answer (Scripted)",
        "The rent is 1,300 euros a month. [^2] (contradicted)",
        "[^1]: Lease of the old mill, page 1: “It is due on the first day.”\n[^2]: Lease of the old mill, page 1: “The rent is 1,200 euros a month.”\n",
      ].join("\n\n"),
    );
    const json = JSON.parse((await room.chat.export(id, "json")).data) as { messages: { text: string }[] };
    expect(json.messages.map(({ text }) => text)).toContain("The rent is 1,200 euros a month. [1]");
  });
});
