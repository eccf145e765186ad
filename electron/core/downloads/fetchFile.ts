import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { HubFile } from "../../contract/downloads.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import { delay } from "../async/waiting.ts";
import type { EntityTag, Hub, HubBytes } from "../hub/hub.ts";
import type { Clock } from "../ports.ts";
import type { Pace } from "./pace.ts";

/** A file that is to be fetched, or to be fetched on. */
export interface FileToFetch extends HubFile {
  readonly repo: string;
  readonly commit: string;
  /** where its bytes are written, from the first on */
  readonly target: string;
  /** of the answer that the first of the bytes that are there came with */
  readonly tag: EntityTag | null;
}

export interface FetchContext {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  /** Told of the bytes that are there and were looked through: while what was there before is hashed, and while more come. */
  progress(received: number, stage: "checking" | "running"): void;
  /** Keeps the tag for the next time; null: what is there begins anew. */
  keepTag(tag: EntityTag | null): void;
  /** Why it waits before it tries again; null once bytes come. */
  waiting(problem: AppError | null): void;
}

/** The hub says that the file is another one at the commit than it was: what is there is of no use. */
export class FileChanged extends Error {}

/**
 * Fetches what is missing of a file and compares its hash. Goes on where bytes are there already, hashing these first; begins anew where
 * they could be of another file, and never joins two.
 * @param hashes given all bytes in their order, as the hash of the file itself; left as they were where it fails
 * @throws DOWNLOAD_WRONG, FileChanged, CANCELLED; what the hub throws, once it was tried often enough
 */
export async function fetchFile(file: FileToFetch, context: FetchContext, whole: Hash): Promise<Hash> {
  const { clock, signal } = context;
  await using handle = await open(file.target, "a+", 0o600);
  const part = createPart(file, handle, context, whole);
  await part.readAgain();
  if (part.received > 0) context.progress(part.received, "running");
  context.pace.begin();
  let failures = 0;
  for (;;) {
    const before = part.received;
    try {
      if (part.received < file.bytes) await fetchOn(file, part, context);
      if (part.received < file.bytes) throw new AppError("CONNECTION_FAILED", { data: { host: "", reason: "RESET" } });
      const wrong = part.wrong();
      if (wrong === null) break;
      // Once more from the beginning: what is on the disk may have been damaged.
      await part.beginAnew(wrong);
    } catch (thrown) {
      if (thrown instanceof GivenUp) throw thrown.why;
      if (thrown instanceof FileChanged || signal.aborted) throw thrown;
      const error = toAppError(thrown);
      if (!passing.has(error.code)) throw error;
      failures = part.received > before ? 1 : failures + 1;
      if (failures >= mostFailures) throw error;
      context.waiting(error);
      await delay(clock, waitMs(error, failures), signal);
      if (signal.aborted) throw new AppError("CANCELLED", { cause: error });
    }
  }
  await handle.sync();
  return part.whole();
}

/** What may pass by itself. */
const passing: ReadonlySet<string> = new Set(["CONNECTION_FAILED", "HUB_ANSWER", "HUB_BUSY", "DOWNLOAD_WRONG"]);

/** Attempts in a row of which none brings a byte: about four minutes. */
const mostFailures = 10;
/** Times that a file is fetched from its beginning. */
const mostBeginnings = 4;

/** As long as the hub asks for, else twice as long each time. */
function waitMs(error: AppError, failures: number): number {
  const asked = error.data?.["seconds"];
  if (error.code === "HUB_BUSY" && typeof asked === "number") return asked * 1000;
  return Math.min(60_000, 500 * 2 ** (failures - 1));
}

/** It began anew too often. */
class GivenUp extends Error {
  readonly why: AppError;

  constructor(why: AppError) {
    super(why.message);
    this.why = why;
  }
}

type Part = ReturnType<typeof createPart>;

/** The bytes of a file that are there, and their hash. */
function createPart(file: FileToFetch, handle: FileHandle, context: FetchContext, before: Hash) {
  const { signal } = context;
  let received = 0;
  let own = createHash("sha256");
  let whole = before.copy();
  let tag = file.tag;
  let beginnings = 0;
  const take = (bytes: Uint8Array): void => {
    own.update(bytes);
    whole.update(bytes);
    received += bytes.byteLength;
  };
  const clear = async (): Promise<void> => {
    await handle.truncate(0);
    received = 0;
    own = createHash("sha256");
    whole = before.copy();
    tag = null;
    context.keepTag(null);
    context.progress(0, "running");
  };
  return {
    get received() {
      return received;
    },
    get tag() {
      return tag;
    },
    /** Hashes what is there from before. */
    async readAgain(): Promise<void> {
      const { size } = await handle.stat();
      if (size > file.bytes) return clear();
      const buffer = Buffer.allocUnsafe(Math.min(size, readAtOnce));
      while (received < size) {
        if (signal.aborted) throw new AppError("CANCELLED");
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, received);
        if (bytesRead === 0) break;
        take(buffer.subarray(0, bytesRead));
        context.progress(received, "checking");
      }
    },
    setTag(next: EntityTag | null): void {
      tag = next;
      context.keepTag(next);
    },
    /** Writes bytes behind those that are there. */
    async write(bytes: Uint8Array): Promise<void> {
      const writing = handle.writeFile(bytes);
      // While it is written: where that fails the hash is of no use, and is made again from what is there.
      take(bytes);
      await writing;
      context.progress(received, "running");
    },
    /** @throws `why`, where that was tried often enough */
    async beginAnew(why: AppError): Promise<void> {
      beginnings += 1;
      await clear();
      if (beginnings >= mostBeginnings || (beginnings > 1 && why.data?.["reason"] === "HASH")) throw new GivenUp(why);
    },
    /** Why all bytes that are there are not the file; null where they are. */
    wrong(): AppError | null {
      if (file.sha256 === null || own.copy().digest("hex") === file.sha256) return null;
      return new AppError("DOWNLOAD_WRONG", { data: { reason: "HASH", name: file.path } });
    },
    whole: () => whole,
  };
}

const readAtOnce = 1024 * 1024;

/** One request, and what it brings. Returns where the answer ends, which may be too early. */
async function fetchOn(file: FileToFetch, part: Part, context: FetchContext): Promise<void> {
  const { hub, signal } = context;
  const answer = await hub.open(file, { offset: part.received, tag: part.tag }, signal);
  try {
    await takeAnswer(file, part, answer, context);
  } finally {
    await answer.response.body?.cancel().catch(() => {}); // it may have broken, or be read already
  }
}

async function takeAnswer(file: FileToFetch, part: Part, answer: HubBytes, context: FetchContext): Promise<void> {
  const { response, host } = answer;
  const { status, headers } = response;
  if (isOther(file, answer)) throw new FileChanged();
  // A network that wants to be signed in to answers everything with its page.
  if (/^text\/html\b/iu.test(headers.get("content-type") ?? "")) {
    throw new AppError("HUB_ANSWER", { data: { reason: "PAGE", host, status } });
  }
  const range = rangeOf(headers.get("content-range"));
  const odd = new AppError("HUB_ANSWER", { data: { host, status } });
  if (status === 416) {
    if (range !== null && range.total !== null && range.total !== file.bytes) throw wrongSize(file, range.total);
    // As long as what was asked for should be, and refused even so: without a range it may come.
    await part.beginAnew(odd);
    return;
  }
  const tag = tagOf(answer);
  if (status === 206) {
    if (range === null || range.start !== part.received) throw odd;
    if (range.total !== null && range.total !== file.bytes) throw wrongSize(file, range.total);
    // What is there is of another file than what would come.
    if (part.tag !== null && tag !== null && part.tag.host === tag.host && part.tag.value !== tag.value) {
      await part.beginAnew(odd);
      return;
    }
  } else {
    const length = headers.get("content-length");
    if (length !== null && Number(length) !== file.bytes) throw wrongSize(file, Number(length));
  }
  await takeBody(file, part, answer, context);
}

/** The hub says of the file that it is another one than it was when it was chosen. */
function isOther(file: FileToFetch, { sha256, bytes }: HubBytes): boolean {
  if (sha256 !== null && file.sha256 !== null) return sha256 !== file.sha256;
  return bytes !== null && bytes !== file.bytes;
}

async function takeBody(file: FileToFetch, part: Part, answer: HubBytes, context: FetchContext): Promise<void> {
  const { response, host } = answer;
  let head = Buffer.alloc(0);
  let isBegun = response.status === 206;
  for await (const piece of response.body ?? []) {
    let bytes: Uint8Array = piece;
    if (!isBegun) {
      head = Buffer.concat([head, piece]);
      if (head.length < magic.length) continue;
      if (!head.subarray(0, magic.length).equals(magic))
        throw new AppError("HUB_ANSWER", { data: { host, status: 200 } });
      isBegun = true;
      bytes = head;
      // The whole file again, although only the rest was asked for: it is another one, or nothing else is to be had there.
      if (part.received > 0) await part.beginAnew(new AppError("HUB_ANSWER", { data: { host, status: 200 } }));
      part.setTag(tagOf(answer));
    }
    context.waiting(null);
    const isTooLong = part.received + bytes.byteLength > file.bytes;
    if (isTooLong) bytes = bytes.subarray(0, file.bytes - part.received);
    await part.write(bytes);
    if (isTooLong) {
      // By its hash it is told whether the file is all there.
      if (file.sha256 === null) await part.beginAnew(wrongSize(file, part.received + piece.byteLength));
      return;
    }
    await context.pace.take(bytes.byteLength, context.signal);
    if (context.signal.aborted) throw new AppError("CANCELLED");
  }
}

const magic = Buffer.from("GGUF");

function tagOf({ response, host }: HubBytes): EntityTag | null {
  const value = response.headers.get("etag");
  return value === null || value.length > 500 ? null : { host, value };
}

function wrongSize(file: FileToFetch, bytes: number): AppError {
  return new AppError("DOWNLOAD_WRONG", {
    data: { reason: "SIZE", name: file.path, bytes, expectedBytes: file.bytes },
  });
}

/** `bytes 100-199/200`, or the `bytes *\/200` of a range that there is not. */
function rangeOf(header: string | null): { readonly start: number | null; readonly total: number | null } | null {
  const [, start, total] = /^bytes\s+(?:(\d+)-\d+|\*)\/(\d+|\*)$/iu.exec(header?.trim() ?? "") ?? [];
  if (total === undefined) return null;
  return { start: start === undefined ? null : Number(start), total: total === "*" ? null : Number(total) };
}
