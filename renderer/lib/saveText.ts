/** Lets the person save a text as a file, by the browser's or the window's own way. */
export function saveText(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // the download has taken hold of it by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
