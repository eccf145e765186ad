import type { ExportedFile } from "../../electron/contract/exports.ts";

/** Lets the person save an exported file, by the browser's or the window's own way. */
export function saveExport({ fileName, mediaType, encoding, data }: ExportedFile): void {
  const content = encoding === "base64" ? Uint8Array.from(atob(data), (character) => character.charCodeAt(0)) : data;
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // the download has taken hold of it by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
