import type { Api } from "../../lib/client.ts";

/** Saves a summary as a file, through the browser's or the window's own way of saving. */
export async function exportSummary(api: Api, id: string, format: "markdown" | "json"): Promise<void> {
  const { fileName, text } = await api.summaries.export({ id, format });
  const type = format === "markdown" ? "text/markdown;charset=utf-8" : "application/json";
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // the download has taken the bytes by the next turn of the event loop at the latest in every engine in use
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
