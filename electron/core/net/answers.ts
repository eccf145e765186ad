/** Seconds that a server may ask for, at most. */
const longestWait = 3600;

/**
 * Whole seconds until a server may be asked again, at least 0 and at most an hour, as its `Retry-After` says: seconds, or a date (RFC 9110,
 * 10.2.3), which is held against the server's own clock where it tells it. Null where it says nothing that can be read.
 * @param now milliseconds since 1970
 */
export function retryAfter(headers: Headers, now: number): number | null {
  const written = headers.get("retry-after")?.trim() ?? "";
  if (written === "") return null;
  const theirs = timeOf(headers.get("date") ?? "");
  const seconds = /^\d+(?:\.\d+)?$/u.test(written)
    ? Number(written)
    : (timeOf(written) - (Number.isNaN(theirs) ? now : theirs)) / 1000;
  return Number.isNaN(seconds) ? null : Math.min(longestWait, Math.max(0, Math.ceil(seconds)));
}

/** Milliseconds since 1970 of a date of HTTP, which begins with a day of the week; NaN for anything else, of which some are read as years. */
function timeOf(written: string): number {
  return /^[A-Z]/iu.test(written) ? Date.parse(written) : NaN;
}

/** The beginning of a text that comes in pieces, of about so many characters: who reads JSON from it finds that it has no end. */
export async function readUpTo(pieces: AsyncIterable<string>, most: number): Promise<string> {
  let text = "";
  for await (const piece of pieces) {
    text += piece;
    if (text.length >= most) break;
  }
  return text;
}
