import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, onTestFinished, test, vi } from "vitest";
import { createEventSink, keys } from "../../../../renderer/lib/queries.ts";

const id = "a".repeat(64);

test("a first answer from before a change does not stay", async () => {
  const queries = new QueryClient();
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let asked = 0;
  const ask = (): Promise<string> => {
    asked += 1;
    return answers[asked - 1]?.promise ?? Promise.reject(new Error("asked too often"));
  };
  const observer = new QueryObserver(queries, { queryKey: keys.document(id), queryFn: ask, retry: false });
  const stop = observer.subscribe(() => {});
  createEventSink(queries)({ type: "changed", what: "documents", id });
  answers[0]?.resolve("reading");
  answers[1]?.resolve("ready");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("ready"));
  expect(asked).toBe(2);
  stop();
});

test("a list that takes longer than changes need to follow each other comes all the same, and is as new as the last", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const queries = new QueryClient();
  let version = 0;
  const ask = async ({ signal }: { signal: AbortSignal }): Promise<number> => {
    const seen = version;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    signal.throwIfAborted();
    return seen;
  };
  const observer = new QueryObserver(queries, { queryKey: keys.documentList, queryFn: ask, retry: false });
  onTestFinished(observer.subscribe(() => {}));
  const apply = createEventSink(queries);
  for (let change = 1; change <= 20; change += 1) {
    version = change;
    apply({ type: "changed", what: "documents", id: null });
    await vi.advanceTimersByTimeAsync(400);
  }
  // In the middle of it all.
  expect(observer.getCurrentResult().data).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(observer.getCurrentResult().data).toBe(20);
});
