import type { FetchLike } from "@modelcontextprotocol/client";
import { internalError } from "../../contract/errors.ts";
import type { Outlet, OutletRequest } from "../net/outlet.ts";

/** Bytes that an answer may have. */
const mostAnswerBytes = 32 * 1024 * 1024;

/** The web's `fetch` for one server, by the outlet, so that the lock and the ledger see each request. */
export function outletFetch(
  outlet: Outlet,
  server: { readonly name: string; readonly url: string; readonly answerWithinMs: number },
  ending: AbortSignal,
): FetchLike {
  return async (address, init = {}) => {
    const { method = "GET", body } = init;
    if (!isMethod(method) || !(body === undefined || body === null || typeof body === "string")) {
      throw internalError("A request of another kind than the protocol has.");
    }
    const response = await outlet.fetch(address, {
      party: { kind: "mcp", name: server.name },
      purpose: "tools",
      method,
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(typeof body === "string" && { body }),
      // What is sent goes to the address that was agreed on, and to no other.
      redirect: "manual",
      // In plain text nothing goes beyond the local network, whatever its names stand for.
      isLocal: server.url.startsWith("http:"),
      answerWithinMs: server.answerWithinMs,
      signal: init.signal ? AbortSignal.any([init.signal, ending]) : ending,
    });
    // The stream of what a server tells by itself may go on for days.
    return method === "POST" ? bounded(response) : response;
  };
}

function isMethod(method: string): method is NonNullable<OutletRequest["method"]> {
  return ["GET", "POST", "DELETE"].includes(method);
}

function bounded(response: Response): Response {
  let bytes = 0;
  const counted = response.body?.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        bytes += piece.byteLength;
        if (bytes > mostAnswerBytes) controller.error(new Error("The answer is longer than any may be."));
        else controller.enqueue(piece);
      },
    }),
  );
  if (!counted) return response;
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
}
