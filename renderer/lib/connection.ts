import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState } from "react";
import type { AppEvent } from "../../electron/contract/app.ts";
import { useApi } from "./api.ts";
import { type Api, callError } from "./client.ts";
import { createEventSink } from "./queries.ts";

export type Connection = "connecting" | "connected" | "lost" | "unauthorized";

export const ConnectionContext = createContext<Connection>("connecting");
export const useConnection = () => useContext(ConnectionContext);

/** Listens to what changes for as long as the page is open, and comes back by itself when the connection is lost. */
export function useWatch(): Connection {
  const api = useApi();
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>("connecting");
  useEffect(() => {
    const leaving = new AbortController();
    void watch(api, queries, setConnection, leaving.signal);
    return () => leaving.abort();
  }, [api, queries]);
  return connection;
}

/** Resolves when `signal` aborts or the door refuses this page for good. */
export async function watch(
  api: Api,
  queries: QueryClient,
  tell: (connection: Connection) => void,
  signal: AbortSignal,
  pause: (ms: number, signal: AbortSignal) => Promise<void> = wait,
): Promise<void> {
  let failures = 0;
  const apply = createEventSink(queries);
  while (!signal.aborted) {
    try {
      const events: AsyncIterable<AppEvent> = await api.app.watch(undefined, { signal });
      for await (const event of events) {
        if (failures > 0) {
          // what happened while nobody listened is unknown: everything is asked again
          failures = 0;
          void queries.invalidateQueries();
        }
        tell("connected");
        apply(event);
      }
    } catch (thrown) {
      if (signal.aborted) return;
      if (callError(thrown).code === "UNAUTHORIZED") return tell("unauthorized");
    }
    if (signal.aborted) return;
    failures += 1;
    // a stream that ends once and comes back at once is not worth a word
    if (failures > 1) tell("lost");
    await pause(Math.min(250 * 2 ** (failures - 1), 5000), signal);
  }
}

export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
