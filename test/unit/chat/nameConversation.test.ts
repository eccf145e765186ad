import { describe, expect, it } from "vitest";
import { namesIt } from "../../../electron/core/chat/nameConversation.ts";
import { openRoom, type Room } from "./chatRoom.ts";

const question = "Who repairs the roof of the old mill when a storm has damaged it?";
const answer = { pieces: ["The owner repairs the roof within a month."] };

/** Asks, and waits for the job that names the conversation. */
async function ask(room: Room, text: string, parentId: string | null = null, conversationId?: string) {
  const id = conversationId ?? room.chat.create({ documentIds: [], title: "" }).id;
  const sent = await room.chat.send({ conversationId: id, parentId, text, modelId: null });
  await room.jobs.finished(sent.jobId);
  const naming = room.jobs.list().find(({ kind, status }) => kind === "title" && status === "running");
  if (naming) await room.jobs.finished(naming.id).catch(() => {});
  return { ...sent, conversationId: id };
}

const titleOf = (room: Room, id: string) => room.chat.get(id).title;

describe("a conversation", () => {
  it("is named by the model after its first answer, and only then", async () => {
    const room = await openRoom([answer, answer], { title: "Repairs of the mill roof." });
    const { conversationId, replyId } = await ask(room, question);
    expect(titleOf(room, conversationId)).toBe("Repairs of the mill roof");
    const [request] = room.engine.titleRequests;
    expect(request?.turns[0]?.text).toBe(`${question}\n\n${answer.pieces[0]}\n\nWrite a title for this text:`);
    expect(request?.priority).toBe("background");
    await ask(room, "And the windows?", replyId, conversationId);
    expect(room.engine.titleRequests).toHaveLength(1);
  });

  it("is named without the label that the model puts before a title", async () => {
    const room = await openRoom([answer], { title: "Title: Repairs of the mill roof" });
    const { conversationId } = await ask(room, question);
    expect(titleOf(room, conversationId)).toBe("Repairs of the mill roof");
  });

  it("keeps the name that a person gave it meanwhile, or before", async () => {
    const room = await openRoom([answer], { title: "Repairs of the mill roof" });
    const { id } = room.chat.create({ documentIds: [], title: "Mine" });
    await ask(room, question, null, id);
    expect(titleOf(room, id)).toBe("Mine");
    expect(room.engine.titleRequests).toHaveLength(0);
  });

  it("keeps the beginning of the question where the name speaks of something else", async () => {
    const room = await openRoom([answer], { title: "A history of penguins" });
    const { conversationId } = await ask(room, question);
    expect(room.engine.titleRequests).toHaveLength(1);
    expect(titleOf(room, conversationId)).toBe("Who repairs the roof of the old mill when a storm has…");
  });

  it("is not named after an answer that was cut off", async () => {
    const room = await openRoom([{ ...answer, stop: "length" }], { title: "Repairs of the mill roof" });
    await ask(room, question);
    expect(room.engine.titleRequests).toHaveLength(0);
  });
});

describe("a name", () => {
  const text = `${question} ${answer.pieces[0]}`;
  it.each([
    ["Repair of the roof", true],
    ["Old mill: storm damages", false],
    ["Owner of the moon", false],
    ["Owner and month", false],
    ["Roof", false],
    ["", false],
    ["The the of in", false],
    ["roof mill storm owner month old repairs damaged within roof", false],
  ])("%j fits: %s", (name, fits) => {
    expect(namesIt(name, question, text)).toBe(fits);
  });
});
