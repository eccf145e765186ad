import { describe, expect, it } from "vitest";
import { aDocument, addReadDocument, documentId } from "../store/library.ts";
import { openRoom } from "./chatRoom.ts";

describe("what a model read of a conversation", () => {
  it("may be kept under the conversation's name, unless the settings forbid it", async () => {
    const room = await openRoom([{ pieces: ["Yes."] }, { pieces: ["No."] }]);
    const { id } = room.chat.create({ documentIds: [], title: "" });
    const ask = async (): Promise<void> => {
      const sent = await room.chat.send({ conversationId: id, parentId: null, text: "Is it so?", modelId: null });
      await room.follow(sent.jobId);
    };
    await ask();
    room.store.settings.set({ ...room.store.settings.get(), keepStates: false });
    await ask();
    expect(room.engine.requests.map(({ promptCache }) => promptCache?.key ?? null)).toEqual([id, null]);
    expect(room.engine.titleRequests.every(({ promptCache }) => promptCache === undefined)).toBe(true);
  });

  it("belongs to nobody where a question was asked outside of conversations", async () => {
    const room = await openRoom([{ pieces: ["Yes."] }]);
    await room.chat.ask([], "Is it so?", null);
    expect(room.engine.requests.map(({ promptCache }) => promptCache)).toEqual([undefined]);
  });

  it("goes when the conversation goes, after the answer that was being written has stopped", async () => {
    const room = await openRoom([{ pieces: ["On", " and"], hold: true }]);
    const { id } = room.chat.create({ documentIds: [], title: "" });
    const { jobId } = await room.chat.send({ conversationId: id, parentId: null, text: "Go on.", modelId: null });
    await room.engine.held();
    const removal = room.chat.remove(id);
    expect(room.forgotten).toEqual([]);
    await removal;
    expect(room.jobs.get(jobId)?.status).toBe("cancelled");
    expect(room.forgotten).toEqual([id]);
  });

  it("goes when a document leaves the conversation, and stays when one comes", async () => {
    const room = await openRoom();
    const [first, second] = [documentId("c"), documentId("d")];
    for (const each of [first, second]) addReadDocument(room.store, aDocument({ id: each }), ["The mill was sold."]);
    const { id } = room.chat.create({ documentIds: [first], title: "" });
    room.chat.setDocuments(id, [first, second]);
    expect(room.forgotten).toEqual([]);
    room.chat.setDocuments(id, [second]);
    expect(room.forgotten).toEqual([id]);
  });
});
