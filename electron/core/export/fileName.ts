/** A file name made of a title: safe on every system. */
export function fileNameOf(title: string, extension: string): string {
  const safe = title
    .replaceAll(/[\p{Cc}<>:"/\\|?*]+/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .replace(/^[. ]+|[. ]+$/gu, "");
  const short = [...safe].slice(0, 80).join("").trim();
  return `${short === "" ? "Tramontane" : short}.${extension}`;
}
