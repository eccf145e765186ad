/** A message of a mailbox and the byte after it. */
export interface MailboxPart {
  readonly bytes: Uint8Array;
  readonly end: number;
}

const separator = Buffer.from("From ");

/**
 * The messages of an mbox file, one at a time. A line that begins with "From " and has a time separates them where it follows a blank
 * line; the ">" that protects such a line inside a message is taken off (the variants mboxo and mboxrd).
 */
export function* splitMailbox(source: Uint8Array): Generator<MailboxPart> {
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let start = afterSeparator(buffer, 0) ?? 0;
  for (let at = buffer.indexOf("\nFrom ", start); at !== -1; at = buffer.indexOf("\nFrom ", at + 1)) {
    const next = followsBlank(buffer, at) ? afterSeparator(buffer, at + 1) : null;
    if (next === null) continue;
    yield { bytes: unescaped(buffer.subarray(start, at + 1)), end: next };
    start = next;
  }
  const rest = buffer.subarray(start);
  if (rest.some((byte) => byte > 0x20)) yield { bytes: unescaped(rest), end: buffer.length };
}

/** The place after the separator line that begins here; null where none does. */
function afterSeparator(buffer: Buffer, at: number): number | null {
  if (buffer.compare(separator, 0, separator.length, at, at + separator.length) !== 0) return null;
  const end = buffer.indexOf("\n", at);
  if (end === -1) return null;
  const line = buffer.subarray(at, Math.min(end, at + 300)).toString("latin1");
  return /\d{1,2}:\d{2}|\b\d{4}\b/u.test(line) ? end + 1 : null;
}

/** Whether the line that ends here is blank. */
function followsBlank(buffer: Buffer, at: number): boolean {
  const before = buffer[at - 1] === 0x0d ? at - 2 : at - 1;
  return before < 0 || buffer[before] === 0x0a;
}

function unescaped(bytes: Buffer): Uint8Array {
  if (!bytes.includes(">From ")) return bytes;
  return Buffer.from(bytes.toString("latin1").replace(/^>(?=>*From )/gmu, ""), "latin1");
}
