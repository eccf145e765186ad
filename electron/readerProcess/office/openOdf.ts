import { AppError } from "../../contract/errors.ts";
import type { Reading } from "../reading.ts";
import { openArchive } from "../zip.ts";
import { decryptOdfPart, encryptedParts } from "./decryptOdf.ts";
import { readXml, type XmlElement } from "./xml.ts";

type XmlSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface OpenedOdf {
  /** the XML in the order in which it is to be read: styles, then content; of a flat file all in one */
  readonly parts: readonly XmlSource[];
  /** the charts that are files of their own in the package, by the folder they lie in */
  readonly charts: ReadonlyMap<string, XmlElement>;
}

/** Bytes of a flat file that are read in one go. */
const sliceBytes = 65_536;

/** Objects that are looked into for charts. */
const mostObjects = 500;

/**
 * Opens an OpenDocument file.
 * @throws READ_INFLATED_LIMIT, DOCUMENT_DAMAGED, PASSWORD_REQUIRED (with data {canUnlock: false} where the encryption is not known),
 *   PASSWORD_WRONG
 */
export async function openOdf(reading: Reading): Promise<OpenedOdf> {
  const { bytes, limits, password } = reading;
  if (Buffer.from(bytes.subarray(0, 2)).toString("latin1") !== "PK")
    return { parts: [slices(bytes)], charts: new Map() };
  const archive = await openArchive(bytes, limits.inflatedMb);
  if (!archive.names.includes("content.xml")) {
    // Since 2024 the whole package may be encrypted as one.
    if (archive.names.includes("encrypted-package")) throw lockedForGood();
    throw new AppError("DOCUMENT_DAMAGED", { data: { part: "content.xml" } });
  }
  const encrypted = await encryptedParts(archive);
  const names = ["styles.xml", "content.xml"].filter((name) => archive.names.includes(name));
  const parts = await Promise.all(names.map(sourceOf));
  const charts = new Map<string, XmlElement>();
  for (const name of archive.names.filter((each) => /^[^/]+\/content\.xml$/u.test(each)).slice(0, mostObjects)) {
    const chart = await chartIn(await sourceOf(name));
    if (chart) charts.set(name.slice(0, name.indexOf("/")), chart);
  }
  return { parts, charts };

  async function sourceOf(name: string): Promise<XmlSource> {
    const facts = encrypted.get(name);
    if (facts === undefined) return archive.stream(name);
    if (facts === null) throw lockedForGood();
    if (password === null) throw new AppError("PASSWORD_REQUIRED");
    return slices(await decryptOdfPart(await archive.read(name), facts, password, limits.inflatedMb));
  }
}

/** The chart that an object is; null of any other object and of a damaged one, without which the document is still read. */
async function chartIn(source: XmlSource): Promise<XmlElement | null> {
  let chart: XmlElement | null = null;
  try {
    await readXml(source, {
      open: (name) => name === "office:chart",
      take: (element) => void (chart ??= element),
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "DOCUMENT_DAMAGED") throw error;
  }
  return chart;
}

function lockedForGood(): AppError {
  return new AppError("PASSWORD_REQUIRED", {
    data: { reason: "RARE_CIPHER", canUnlock: false },
  });
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}
