import { describe, expect, it } from "vitest";
import { aConversation, aDocument, aMessage, documentId, openLibrary } from "./library.ts";

describe("conversations", () => {
  it("come back as they were put, with their documents in order", () => {
    const { store } = openLibrary();
    for (const digit of ["1", "2"]) store.documents.put(aDocument({ id: documentId(digit) }));
    const conversation = aConversation({ documentIds: [documentId("2"), documentId("1")], systemPrompt: "Be brief." });
    store.conversations.put(conversation);
    expect(store.conversations.get("conversation")).toEqual(conversation);
    store.conversations.update("conversation", { documentIds: [documentId("1")], title: "New", updatedAt: 9 });
    expect(store.conversations.list()).toEqual([
      { ...conversation, documentIds: [documentId("1")], title: "New", updatedAt: 9 },
    ]);
  });

  it("refuse a document that is not there, and change nothing then", () => {
    const { store } = openLibrary();
    store.conversations.put(aConversation());
    expect(() => store.conversations.update("conversation", { title: "x", documentIds: [documentId("9")] })).toThrow(
      expect.objectContaining({ code: "NOT_FOUND", data: { documentId: documentId("9") } }),
    );
    expect(store.conversations.get("conversation")?.title).toBe("Talk");
  });

  it("hide a document in the bin and show it again when it comes back", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    store.conversations.put(aConversation({ documentIds: [documentId("a")] }));
    store.documents.remove(documentId("a"), 1);
    expect(store.conversations.list()[0]?.documentIds).toEqual([]);
    store.documents.restore(documentId("a"));
    expect(store.conversations.get("conversation")?.documentIds).toEqual([documentId("a")]);
  });

  it("refuse a leaf that is not there", () => {
    const { store } = openLibrary();
    expect(() => store.conversations.put(aConversation({ leafId: "none" }))).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
    expect(store.conversations.list()).toEqual([]);
  });

  it("go to the bin, come back, and are purged with a branch deeper than SQLite nests triggers", () => {
    const { store } = openLibrary();
    store.conversations.put(aConversation());
    store.transaction(() => {
      for (let index = 0; index < 3000; index += 1) {
        store.messages.put(aMessage({ id: `m${index}`, parentId: index === 0 ? null : `m${index - 1}`, text: "deep" }));
      }
    });
    store.conversations.update("conversation", { leafId: "m2999" });
    expect(store.messages.branch("m2999").map((message) => message.id)).toEqual(
      Array.from({ length: 3000 }, (_, index) => `m${index}`),
    );
    store.conversations.remove("conversation", 5);
    expect(store.conversations.list()).toEqual([]);
    expect(store.conversations.get("conversation")).toBeNull();
    store.conversations.restore("conversation");
    store.conversations.remove("conversation", 5);
    expect(store.purge(6)).toEqual({ documentIds: [] });
    expect(store.messages.get("m0")).toBeNull();
    expect(store.search.all("deep", 5)).toEqual([]);
  });
});

describe("messages", () => {
  it("come back as they were put and updated", () => {
    const { store } = openLibrary();
    store.conversations.put(aConversation());
    const message = aMessage({
      role: "assistant",
      status: "streaming",
      jobId: "job",
      citations: [{ documentId: documentId("a"), page: 1, start: 0, end: 4, quote: "Text" }],
      statements: [
        {
          start: 0,
          end: 4,
          claim: "Text",
          support: "weak",
          by: null,
          findings: [{ code: "FEW_WORDS", data: {} }],
          citations: [0],
        },
      ],
      context: {
        droppedTurns: 1,
        documents: "passages",
        passages: 3,
        promptTokens: 10,
        contextSize: 512,
        question: "And why? (deposit)",
        lookedFor: ["mayor"],
      },
      toolUses: [
        {
          id: "1",
          serverId: "notes",
          server: "Notes",
          tool: "read",
          arguments: "{}",
          at: 4,
          state: "done",
          offersAlways: false,
          shown: "Text",
          characters: 4,
        },
      ],
    });
    store.messages.put(message);
    expect(store.messages.get("message")).toEqual(message);
    const patch = {
      text: "done",
      thought: { text: "Hm.", ms: 1200, cut: "bound" as const },
      status: "done" as const,
      jobId: null,
      completionTokens: 3,
      tokensPerSecond: 12.5,
      model: "tiny",
      problem: { code: "ENGINE_CRASHED" },
      statements: [],
      passages: [{ documentId: documentId("a"), page: 2, start: 5, end: 9, quote: "More" }],
    } satisfies Parameters<typeof store.messages.update>[1];
    store.messages.update("message", patch);
    expect(store.messages.list("conversation")).toEqual([{ ...message, ...patch }]);
    expect(() => store.messages.update("none", { text: "" })).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    expect(() => store.messages.put(aMessage({ id: "x", conversationId: "none" }))).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
    expect(() => store.messages.put(aMessage({ id: "x", parentId: "none" }))).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
  });

  it("form branches, listed oldest first", () => {
    const { store } = openLibrary();
    store.conversations.put(aConversation());
    for (const [id, parentId, createdAt] of [
      ["root", null, 1],
      ["left", "root", 2],
      ["right", "root", 3],
      ["leaf", "left", 4],
    ] as const) {
      store.messages.put(aMessage({ id, parentId, createdAt }));
    }
    const ids = (messages: readonly { id: string }[]): string[] => messages.map((message) => message.id);
    expect(ids(store.messages.list("conversation"))).toEqual(["root", "left", "right", "leaf"]);
    expect(ids(store.messages.branch("leaf"))).toEqual(["root", "left", "leaf"]);
    expect(ids(store.messages.branch("right"))).toEqual(["root", "right"]);
    expect(store.messages.branch("none")).toEqual([]);
  });

  it("may be written before their parents inside a transaction", () => {
    const { store } = openLibrary();
    store.transaction(() => {
      store.conversations.put(aConversation({ leafId: "child" }));
      store.messages.put(aMessage({ id: "child", parentId: "root" }));
      store.messages.put(aMessage({ id: "root" }));
    });
    expect(store.messages.branch("child")).toHaveLength(2);
  });

  it("become partial when the process ended in the middle", () => {
    const { store } = openLibrary();
    store.conversations.put(aConversation());
    store.messages.put(aMessage({ status: "streaming", jobId: "job", text: "half" }));
    store.messages.put(aMessage({ id: "other" }));
    expect(store.search.all("half", 5)).toEqual([]);
    expect(store.messages.markPartial()).toBe(1);
    expect(store.messages.get("message")).toMatchObject({ status: "partial", jobId: null, text: "half" });
    expect(store.search.all("half", 5)).toHaveLength(1);
    expect(store.messages.markPartial()).toBe(0);
  });
});

describe("transaction", () => {
  it("does all or nothing, nested too, and hands its result and errors through", () => {
    const { store } = openLibrary();
    const error = new Error("own");
    expect(() =>
      store.transaction(() => {
        store.conversations.put(aConversation());
        throw error;
      }),
    ).toThrow(error);
    expect(store.conversations.list()).toEqual([]);
    const result = store.transaction(() => {
      store.conversations.put(aConversation({ id: "kept" }));
      expect(() =>
        store.transaction(() => {
          store.conversations.put(aConversation({ id: "undone" }));
          throw error;
        }),
      ).toThrow(error);
      return 7;
    });
    expect(result).toBe(7);
    expect(store.conversations.list().map((conversation) => conversation.id)).toEqual(["kept"]);
  });
});
