import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import {
  createConversationMemory,
  nameOfConversation,
  useConversationMemory,
} from "../../../../renderer/lib/ofConversation.ts";
import { createQueryClient, keys } from "../../../../renderer/lib/queries.ts";

const keyOf = (name: "draft" | "model", id: string | null) => `tramontane.${nameOfConversation(name, id)}`;

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("what a window keeps for a conversation", () => {
  it("goes with the conversation, and the rest stays", () => {
    const memory = createConversationMemory(localStorage);
    localStorage.setItem(keyOf("draft", "a"), "half a question");
    localStorage.setItem(keyOf("model", "a"), '"m"');
    localStorage.setItem(keyOf("draft", "b"), "another");
    localStorage.setItem(keyOf("draft", null), "not begun");
    localStorage.setItem("tramontane.railWidth", "300");
    memory.keepOnly(["b"]);
    expect({ ...localStorage }).toEqual({
      [keyOf("draft", "b")]: "another",
      [keyOf("draft", null)]: "not begun",
      "tramontane.railWidth": "300",
    });
  });

  it("comes back with the conversation where the deletion is undone", () => {
    const memory = createConversationMemory(localStorage);
    localStorage.setItem(keyOf("draft", "a"), "half a question");
    memory.keepOnly([]);
    expect(localStorage.length).toBe(0);
    memory.keepOnly(["a"]);
    expect(localStorage.getItem(keyOf("draft", "a"))).toBe("half a question");
  });

  it("is looked after whenever the conversations of the library change, and not before they are known", async () => {
    const memory = createConversationMemory(localStorage);
    localStorage.setItem(keyOf("draft", "a"), "half a question");
    let answer = Promise.withResolvers<{ id: string }[]>();
    const api = { conversations: { list: () => answer.promise } } as unknown as Api;
    const queries = createQueryClient();
    const Window = () => {
      useConversationMemory(memory);
      return null;
    };
    render(
      <ApiContext value={api}>
        <QueryClientProvider client={queries}>
          <Window />
        </QueryClientProvider>
      </ApiContext>,
    );
    expect(localStorage.length).toBe(1);
    await act(async () => answer.resolve([{ id: "a" }]));
    expect(localStorage.length).toBe(1);
    answer = Promise.withResolvers();
    answer.resolve([]);
    await act(() => queries.invalidateQueries({ queryKey: keys.conversations }));
    await waitFor(() => expect(localStorage.length).toBe(0));
  });
});
