import { describe, expect, it } from "vitest";
import { createReadingTurns } from "../../../electron/engineProcess/readingTurns.ts";

const { signal } = new AbortController();

/** Everything that follows from what has just happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function turnsOf(first: number, size = 512) {
  const limit = { most: first };
  const turns = createReadingTurns({ most: () => limit.most, size });
  const letIn: [string, number][] = [];
  const ask = (name: string, left: number): void =>
    void turns.take(left, signal).then((tokens) => letIn.push([name, tokens]));
  return { turns, limit, letIn, ask };
}

describe("turns of reading", () => {
  it("lets no more in than one batch is to hold", async () => {
    const { turns, letIn, ask } = turnsOf(128);
    ask("a", 1000);
    ask("b", 900);
    await settled();
    expect(letIn).toEqual([["a", 128]]);
    expect(turns.busy).toBe(true);
    turns.give(128);
    await settled();
    expect(letIn).toEqual([
      ["a", 128],
      ["b", 128],
    ]);
  });

  it("goes on with the prompt that is nearest to its end", async () => {
    const { turns, letIn, ask } = turnsOf(128);
    ask("a", 500);
    ask("b", 600);
    await settled();
    turns.give(128);
    ask("a", 372);
    await settled();
    expect(letIn.map(([name]) => name)).toEqual(["a", "a"]);
  });

  it("reads an end of a few tokens along with what stands before it, and short prompts together", async () => {
    const { letIn, ask, turns } = turnsOf(192);
    ask("a", 250);
    await settled();
    expect(letIn).toEqual([["a", 250]]);
    turns.give(250);
    ask("b", 40);
    ask("c", 50);
    ask("d", 60);
    ask("e", 70);
    await settled();
    expect(letIn.slice(1)).toEqual([
      ["b", 40],
      ["c", 50],
      ["d", 60],
    ]);
  });

  it("never lets in more than a batch can hold", async () => {
    const { letIn, ask } = turnsOf(Infinity, 200);
    ask("a", 250);
    await settled();
    expect(letIn).toEqual([["a", 200]]);
  });

  it("lets nobody in while a chat is answered, and is not busy then", async () => {
    const { turns, limit, letIn, ask } = turnsOf(0);
    ask("a", 100);
    await settled();
    expect(letIn).toEqual([]);
    expect(turns.busy).toBe(false);
    limit.most = 64;
    turns.look();
    await settled();
    expect(letIn).toEqual([["a", 100]]);
  });

  it("forgets who gives up", async () => {
    const { turns, letIn, ask } = turnsOf(64);
    ask("a", 64);
    const abort = new AbortController();
    const gone = turns.take(10, abort.signal);
    abort.abort();
    await expect(gone).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(turns.take(10, abort.signal)).rejects.toMatchObject({ code: "CANCELLED" });
    turns.give(64);
    await settled();
    expect(letIn).toEqual([["a", 64]]);
    expect(turns.busy).toBe(false);
  });
});
