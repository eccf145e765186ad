import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { applyEvent, keys } from "../../../../renderer/lib/queries.ts";

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
  applyEvent(queries, { type: "changed", what: "documents", id });
  answers[0]?.resolve("reading");
  answers[1]?.resolve("ready");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("ready"));
  expect(asked).toBe(2);
  stop();
});
