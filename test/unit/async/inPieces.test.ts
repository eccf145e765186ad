import { expect, it } from "vitest";
import { inPieces } from "../../../electron/core/async/inPieces.ts";

const numbers = Array.from({ length: 1000 }, (_, number) => number);

it("reads all in their order, and lets others get their turn between the pieces", async () => {
  const order: string[] = [];
  const read: number[] = [];
  const other = (): void => {
    order.push("other");
    if (read.length < numbers.length) setImmediate(other);
  };
  setImmediate(other);
  for await (const piece of inPieces(numbers, (ids) => ids, undefined)) {
    read.push(...piece);
    order.push("piece");
  }
  expect(read).toEqual(numbers);
  const pieces = order.filter((each) => each === "piece").length;
  expect(pieces).toBeGreaterThan(2);
  // No two pieces in the same turn.
  expect(order.join(" ")).not.toContain("piece piece");
});

it("reads no further once its caller has left", async () => {
  const leaving = new AbortController();
  let read = 0;
  for await (const piece of inPieces(numbers, (ids) => ids, leaving.signal)) {
    read += piece.length;
    leaving.abort();
  }
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(numbers.length);
});
