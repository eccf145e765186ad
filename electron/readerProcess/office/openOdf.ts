import { AppError } from "../../contract/errors.ts";
import type { Reading } from "../reading.ts";
import { openArchive } from "../zip.ts";
import { decryptOdfPart, encryptedParts } from "./decryptOdf.ts";
import { charactersOf, childOf, readXml, type XmlElement } from "./xml.ts";

type XmlSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface OpenedOdf {
  /** the XML in the order in which it is to be read: styles, then content; of a flat file all in one */
  readonly parts: readonly XmlSource[];
  /** what its properties call it; null where they are silent, damaged, or part of a flat file */
  readonly title: string | null;
  /** the charts and formulas that are files of their own in the package, by the folder they lie in */
  readonly objects: ReadonlyMap<string, XmlElement>;
}

/** Bytes of a flat file that are read in one go. */
const sliceBytes = 65_536;

/** Objects that are looked into for charts and formulas. */
const mostObjects = 500;

/**
 * Opens an OpenDocument file.
 * @throws READ_INFLATED_LIMIT, DOCUMENT_DAMAGED, PASSWORD_REQUIRED (with data {canUnlock: false} where the encryption is not known),
 *   PASSWORD_WRONG
 */
export async function openOdf(reading: Reading): Promise<OpenedOdf> {
  const { bytes, limits, password } = reading;
  if (Buffer.from(bytes.subarray(0, 2)).toString("latin1") !== "PK")
    return { parts: [slices(bytes)], title: null, objects: new Map() };
  const archive = await openArchive(bytes, limits.inflatedMb);
  if (!archive.names.includes("content.xml")) {
    // Since 2024 the whole package may be encrypted as one.
    if (archive.names.includes("encrypted-package")) throw lockedForGood();
    throw new AppError("DOCUMENT_DAMAGED", { data: { part: "content.xml" } });
  }
  const encrypted = await encryptedParts(archive);
  const names = ["styles.xml", "content.xml"].filter((name) => archive.names.includes(name));
  const parts = await Promise.all(names.map(sourceOf));
  const objects = new Map<string, XmlElement>();
  for (const name of archive.names.filter((each) => /^[^/]+\/content\.xml$/u.test(each)).slice(0, mostObjects)) {
    const object = await elementIn(await sourceOf(name), ["office:chart", "math:math"]);
    if (object) objects.set(name.slice(0, name.indexOf("/")), object);
  }
  const meta = archive.names.includes("meta.xml") ? await elementIn(await sourceOf("meta.xml"), ["office:meta"]) : null;
  return { parts, title: meta && charactersOf(childOf(meta, "dc:title")), objects };

  async function sourceOf(name: string): Promise<XmlSource> {
    const facts = encrypted.get(name);
    if (facts === undefined) return archive.stream(name);
    if (facts === null) throw lockedForGood();
    if (password === null) throw new AppError("PASSWORD_REQUIRED");
    return slices(await decryptOdfPart(await archive.read(name), facts, password, limits.inflatedMb));
  }
}

/** The first element of these names; null where there is none or the part is damaged, without which the document is still read. */
async function elementIn(source: XmlSource, names: readonly string[]): Promise<XmlElement | null> {
  let found: XmlElement | null = null;
  try {
    await readXml(source, {
      open: (name) => names.includes(name),
      take: (element) => void (found ??= element),
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "DOCUMENT_DAMAGED") throw error;
  }
  return found;
}

function lockedForGood(): AppError {
  return new AppError("PASSWORD_REQUIRED", {
    data: { reason: "RARE_CIPHER", canUnlock: false },
  });
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}
