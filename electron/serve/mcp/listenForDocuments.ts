import type { Client } from "./mcpTool.ts";

/** Tells of documents that came, went or changed, until the signal aborts or there is nobody any more who tells it. */
export async function listenForDocuments(client: Client, signal: AbortSignal, onChange: () => void): Promise<void> {
  try {
    for await (const event of await client.app.watch(undefined, { signal })) {
      if (event.type === "changed" && event.what === "documents") onChange();
    }
  } catch {
    // Who asks for the list has the right one all the same.
  }
}
