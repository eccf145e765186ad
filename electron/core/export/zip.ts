import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";

/** A file in an archive. */
export interface ZipPart {
  /** ASCII, "/" between folders */
  readonly name: string;
  readonly content: Uint8Array;
}

const deflated = promisify(deflateRaw);

/** The files as a ZIP archive (PKWARE APPNOTE 6.3, no ZIP64: less than 4 GB and 65,535 files), each of the first day of 1980. */
export async function zipOf(parts: readonly ZipPart[]): Promise<Uint8Array> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of parts) {
    const packed = await deflated(content, { level: 6 });
    // From "version needed to extract" to "extra field length", as both headers have it: 2.0, deflated.
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(8, 4);
    about.writeUInt16LE(0x21, 8);
    about.writeUInt32LE(crc32(content), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(content.length, 18);
    about.writeUInt16LE(name.length, 22);
    const local = [Buffer.from("PK\u0003\u0004"), about, Buffer.from(name), packed];
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000"), about, tail, Buffer.from(name)]));
    files.push(...local);
    offset += local.reduce((sum, { length }) => sum + length, 0);
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listed, end]);
}
