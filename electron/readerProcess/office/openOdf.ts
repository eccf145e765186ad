import { AppError } from "../../contract/errors.ts";
import type { Reading } from "../reading.ts";
import { openArchive } from "../zip.ts";
import { decryptOdfPart, encryptedParts } from "./decryptOdf.ts";

/** Bytes of a flat file that are read in one go. */
const sliceBytes = 65_536;

/**
 * The XML of an OpenDocument file in the order in which it is to be read: styles, then content; of a flat file all in one.
 * @throws READ_INFLATED_LIMIT, DOCUMENT_DAMAGED, PASSWORD_REQUIRED (with data {canUnlock: false} where the encryption is not known),
 *   PASSWORD_WRONG
 */
export async function openOdf(reading: Reading): Promise<(AsyncIterable<Uint8Array> | Iterable<Uint8Array>)[]> {
  const { bytes, limits, password } = reading;
  if (Buffer.from(bytes.subarray(0, 2)).toString("latin1") !== "PK") return [slices(bytes)];
  const archive = await openArchive(bytes, limits.inflatedMb);
  if (!archive.names.includes("content.xml")) {
    // Since 2024 the whole package may be encrypted as one.
    if (archive.names.includes("encrypted-package")) throw lockedForGood();
    throw new AppError("DOCUMENT_DAMAGED", { data: { part: "content.xml" } });
  }
  const encrypted = await encryptedParts(archive);
  const names = ["styles.xml", "content.xml"].filter((name) => archive.names.includes(name));
  return Promise.all(
    names.map(async (name) => {
      const facts = encrypted.get(name);
      if (facts === undefined) return archive.stream(name);
      if (facts === null) throw lockedForGood();
      if (password === null) throw new AppError("PASSWORD_REQUIRED");
      return slices(await decryptOdfPart(await archive.read(name), facts, password, limits.inflatedMb));
    }),
  );
}

function lockedForGood(): AppError {
  return new AppError("PASSWORD_REQUIRED", {
    message:
      "This document is protected by a password in a way that Tramontane cannot open yet; save it without the password and try again.",
    data: { canUnlock: false },
  });
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}
