import { createReadStream } from "node:fs";
import { addAbortSignal, type Readable } from "node:stream";
import { fileError } from "../core/library/fileErrors.ts";

export interface TextLine {
  /** from 1 */
  readonly number: number;
  /** without its end; null where it is longer than may be */
  readonly text: string | null;
}

/**
 * The lines of a file in UTF-8, or of what is piped in for "-", one after the other: no more of it is held than the line that is read.
 * @param mostBytes of a line
 * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, CANCELLED
 */
export async function* textLines(file: string, mostBytes: number, signal: AbortSignal): AsyncGenerator<TextLine> {
  const stream: Readable = file === "-" ? process.stdin : createReadStream(file);
  const source: AsyncIterable<Buffer> = addAbortSignal(signal, stream);
  let number = 0;
  let open: Buffer[] = [];
  let bytes = 0;
  const add = (part: Buffer): void => {
    bytes += part.length;
    if (bytes <= mostBytes) open.push(part);
    else open = [];
  };
  const close = (): TextLine => {
    number += 1;
    const text = bytes > mostBytes ? null : decoder.decode(Buffer.concat(open)).replace(/\r$/u, "");
    open = [];
    bytes = 0;
    return { number, text };
  };
  try {
    for await (const chunk of source) {
      let from = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
        add(chunk.subarray(from, end));
        yield close();
        from = end + 1;
      }
      if (from < chunk.length) add(chunk.subarray(from));
    }
    if (bytes > 0) yield close();
  } catch (thrown) {
    throw fileError(thrown);
  }
}

const newline = 0x0a;
/** Takes a byte order mark off. */
const decoder = new TextDecoder();
