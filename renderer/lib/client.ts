import { createORPCClient, type ClientLink, ORPCError } from "@orpc/client";
import { RPCLink as FetchLink } from "@orpc/client/fetch";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import type { contract } from "../../electron/contract/contract.ts";
import { AppError, errorCodeSchema, errorDataSchema, problemToError } from "../../electron/contract/errors.ts";

/** Every call of the contract, as the page sees it. */
export type Api = ContractRouterClient<typeof contract>;

/**
 * The contract over the message port that the window's preload hands to the page, or over HTTP where the page comes
 * from the local server.
 */
export function createApi(page: Window = window): Api {
  const link = /^https?:$/.test(page.location.protocol) ? httpLink(page.location.origin) : portLink(page);
  return createORPCClient(link);
}

/**
 * Any failure of a call as the application's error. A door that does not answer at all is DISCONNECTED in the eyes of
 * the page: see {@link isDisconnected}.
 */
export function callError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof ORPCError) {
    const code = errorCodeSchema.safeParse(thrown.code);
    const data = errorDataSchema.safeParse(thrown.data);
    if (code.success) {
      return problemToError({ code: code.data, ...(data.success ? { data: data.data } : {}) }, thrown);
    }
    if (thrown.status === 401) return new AppError("UNAUTHORIZED", { cause: thrown });
  }
  if (thrown instanceof Error && thrown.name === "AbortError") return new AppError("CANCELLED", { cause: thrown });
  return new AppError("INTERNAL", { cause: thrown });
}

/** True where the call never reached the application: the network failed or the port is closed. */
export function isDisconnected(thrown: unknown): boolean {
  return thrown instanceof TypeError || (thrown instanceof AppError && thrown.cause instanceof TypeError);
}

function httpLink(origin: string): ClientLink<Record<never, never>> {
  return new FetchLink({
    url: `${origin}/rpc`,
    fetch: async (request, init) => {
      const response = await fetch(request, { ...init, credentials: "same-origin" });
      // The door refuses before the contract is reached, in a form of its own.
      if (response.status === 401) throw new AppError("UNAUTHORIZED");
      return response;
    },
  });
}

/** Calls wait for the first port; a later one (the shell came back) takes over for calls that follow. */
function portLink(page: Window): ClientLink<Record<never, never>> {
  let current = Promise.withResolvers<ClientLink<Record<never, never>>>();
  let isFirst = true;
  page.addEventListener("message", (event) => {
    const data: unknown = event.data;
    if (event.source !== page || typeof data !== "object" || data === null) return;
    const port = event.ports[0];
    if (!("type" in data) || data.type !== "tramontane-port" || !port) return;
    const link = new PortLink({ port });
    port.start();
    if (!isFirst) current = Promise.withResolvers();
    isFirst = false;
    current.resolve(link);
  });
  return { call: async (path, input, options) => (await current.promise).call(path, input, options) };
}
