#!/usr/bin/env bash
# ollama 0.6.4 (MIT), Ollama's own client for JavaScript.
#
# Expected: `abort()` ends the requests of a client, as its documentation has it ("This method will abort all streamed generations
# currently running with the client instance"; the example aborts by a timer), also while the model still reads the prompt and nothing
# was streamed yet.
# Seen: only streams whose first bytes have come are known to `abort()`. A streamed chat whose answer has not begun goes on after it (and so
# does one that is not streamed, which it does not promise to end): a server that reads a long prompt is never told that nobody waits. A `fetch` with a signal of
# one's own, which the client takes, ends both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent ollama@0.6.4
cat >ask.mjs <<'SCRIPT'
import { createServer } from "node:http";
import { once } from "node:events";
import { Ollama } from "ollama";

const answer = JSON.stringify({ model: "m", message: { role: "assistant", content: "Late." }, done: true }) + "\n";
const messages = [{ role: "user", content: "A long prompt" }];

/** Whether a chat that waits for its first byte ends when it is given up: by the client's `abort`, or by a signal of one's own. */
async function ends(stream, own) {
  const waiting = Promise.withResolvers();
  const server = createServer((request, response) => waiting.resolve({ request, response })).listen(0, "127.0.0.1");
  await once(server, "listening");
  const leaving = new AbortController();
  const host = `http://127.0.0.1:${server.address().port}`;
  const client = new Ollama({ host, ...(own && { fetch: (to, init) => fetch(to, { ...init, signal: leaving.signal }) }) });
  const chat = client.chat({ model: "m", messages, stream }).then(() => "answered", () => "ended");
  const { response } = await waiting.promise;
  const closed = once(response, "close").then(() => "closed");
  if (own) leaving.abort();
  else client.abort();
  // The server answers at last, unless it was left.
  if (own) await closed;
  else response.end(answer);
  const how = await chat;
  server.closeAllConnections();
  server.close();
  return how;
}

const seen = {
  streamedByAbort: await ends(true, false),
  wholeByAbort: await ends(false, false),
  streamedBySignal: await ends(true, true),
  wholeBySignal: await ends(false, true),
};
console.log(JSON.stringify(seen));
const expected = { streamedByAbort: "answered", wholeByAbort: "answered", streamedBySignal: "ended", wholeBySignal: "ended" };
if (JSON.stringify(seen) !== JSON.stringify(expected)) {
  console.error("The behaviour has changed.");
  process.exit(1);
}
SCRIPT
node ask.mjs
# Output, with Node 24:
#   {"streamedByAbort":"answered","wholeByAbort":"answered","streamedBySignal":"ended","wholeBySignal":"ended"}
