import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isDefinedError, safe } from "@orpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { messageSchema } from "../../electron/contract/chat.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";

const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.

The work shall begin before the rains of autumn. Mrs Okafor reports in June.
`;

describe.each(Object.entries(doors))("questions without a model through the %s", (_name, openDoor) => {
  let app: App;
  let door: Door;
  let id: string;

  beforeAll(async () => {
    app = await openApp();
    door = await openDoor(app);
    const file = path.join(temporaryFolder(), "letter.md");
    await writeFile(file, letter);
    const received = await app.receivePath(file);
    await end(received.jobId);
    id = received.documentId ?? "";
  });
  afterAll(async () => {
    await door.close();
    await app.dispose();
  });

  async function end(jobId: string): Promise<string | undefined> {
    let last: string | undefined;
    for await (const event of await door.client.jobs.attach({ jobId })) last = event.type;
    return last;
  }

  it("are answered by passages that stand at their place", async () => {
    const answer = await door.client.chat.ask({
      documentIds: [id],
      question: "How much does repairing the roof cost?",
    });
    expect(answer).toMatchObject({ text: "", model: null, citations: [], statements: [], problem: null });
    expect(answer.passages[0]?.quote).toContain("It decided to repair the roof for 48,000 euros.");
    for (const { documentId, page, start, end: to, quote } of answer.passages) {
      const [found] = await door.client.documents.pages({ id: documentId, from: page, to: page });
      expect(found?.text.slice(start, to)).toBe(quote);
    }
  });

  it("say what was looked for where nothing was found", async () => {
    const { passages, context } = await door.client.chat.ask({
      documentIds: [id],
      question: "Who owns the lighthouse?",
    });
    expect(passages).toEqual([]);
    expect(context.lookedFor).toContain("lighthouse");
  });

  it("have their place in a conversation, which needs a model without documents", async () => {
    const { id: conversationId } = await door.client.conversations.create({ documentIds: [id] });
    const sent = await door.client.chat.send({ conversationId, parentId: null, text: "When did the board meet?" });
    expect(await end(sent.jobId)).toBe("done");
    const { messages } = await door.client.conversations.get({ id: conversationId });
    const reply = messageSchema.parse(messages.find((message) => message.id === sent.replyId));
    expect(reply).toMatchObject({ text: "", status: "done", model: null, context: { documents: "passages" } });
    expect(reply.passages[0]?.quote).toContain("3 March 2025");

    const bare = await door.client.conversations.create({});
    const refused = await safe(door.client.chat.send({ conversationId: bare.id, parentId: null, text: "Hello" }));
    expect(isDefinedError(refused.error) && refused.error.code).toBe("MODEL_CANNOT_CHAT");
  });
});
