import yauzl from "yauzl";
import { AppError } from "../contract/errors.ts";

/** Names of the entries. @throws DOCUMENT_DAMAGED */
export async function listZip(bytes: Uint8Array): Promise<string[]> {
  const names: string[] = [];
  await eachEntry(bytes, async (_zip, entry) => void names.push(entry.fileName));
  return names;
}

/**
 * Unpacks every entry to nothing and counts its bytes, believing no header.
 * @throws READ_INFLATED_LIMIT as soon as the sum is over the limit (MB of 2^20 bytes), DOCUMENT_DAMAGED
 */
export async function countInflated(bytes: Uint8Array, limitMb: number): Promise<number> {
  let sum = 0;
  await eachEntry(bytes, async (zip, entry) => {
    if (entry.fileName.endsWith("/")) return;
    const stream = await zip.openReadStreamPromise(entry);
    try {
      for await (const chunk of stream) {
        sum += (chunk as Uint8Array).byteLength;
        if (sum > limitMb * 2 ** 20) throw new AppError("READ_INFLATED_LIMIT", { data: { limitMb } });
      }
    } finally {
      stream.destroy();
    }
  });
  return sum;
}

/** The entries of a ZIP file, each unpacked when it is asked for. */
export interface Archive {
  readonly names: readonly string[];
  /** bytes that all entries unpack to */
  readonly inflated: number;
  /** The bytes of an entry as they are unpacked. @throws NOT_FOUND where there is none of this name, DOCUMENT_DAMAGED */
  stream(name: string): AsyncIterable<Uint8Array>;
  read(name: string): Promise<Uint8Array>;
}

/**
 * Opens a ZIP file after counting what it unpacks to.
 * @throws READ_INFLATED_LIMIT, DOCUMENT_DAMAGED
 */
export async function openArchive(bytes: Uint8Array, limitMb: number): Promise<Archive> {
  const inflated = await countInflated(bytes, limitMb);
  const entries = new Map<string, yauzl.Entry>();
  await eachEntry(bytes, async (_zip, entry) => void entries.set(entry.fileName, entry));
  const zip = await open(bytes);
  async function* stream(name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name);
    if (!entry) throw new AppError("NOT_FOUND", { data: { part: name } });
    try {
      const unpacked = await zip.openReadStreamPromise(entry);
      for await (const chunk of unpacked) yield chunk as Uint8Array;
    } catch (error) {
      throw error instanceof AppError ? error : new AppError("DOCUMENT_DAMAGED", { cause: error });
    }
  }
  return {
    names: [...entries.keys()],
    inflated,
    stream,
    async read(name) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream(name)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}

interface Zip {
  openReadStreamPromise(entry: yauzl.Entry): Promise<NodeJS.ReadableStream & { destroy(): void }>;
}

async function eachEntry(bytes: Uint8Array, use: (zip: Zip, entry: yauzl.Entry) => Promise<void>): Promise<void> {
  try {
    const zip = await open(bytes);
    await new Promise<void>((resolve, reject) => {
      const reader: Zip = {
        openReadStreamPromise: (entry) =>
          new Promise((given, refused) => {
            zip.openReadStream(entry, (error, stream) =>
              stream ? given(stream) : refused(error ?? new Error("No stream of a ZIP entry")),
            );
          }),
      };
      zip.on("error", reject);
      zip.on("end", resolve);
      zip.on("entry", (entry: yauzl.Entry) => {
        use(reader, entry).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    });
    zip.close();
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("DOCUMENT_DAMAGED", { cause: error });
  }
}

function open(bytes: Uint8Array): Promise<yauzl.ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(buffer, { lazyEntries: true }, (error, zip) =>
      zip ? resolve(zip) : reject(error ?? new Error("No ZIP file")),
    );
  });
}
