import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { receiveFile, receivePath } from "../../../electron/api/files.ts";
import type { Core } from "../../../electron/core/createCore.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

/** A core that only says who was given the file. */
function tellingCore(): Core {
  const document = () => Promise.resolve({ documentId: "d", jobId: "document" });
  const model = () => Promise.resolve({ jobId: "model" });
  const archive = () => Promise.resolve({ documentId: null, collectionId: "c", jobId: "archive" });
  const told = {
    models: { receive: model, receivePath: model },
    documents: { receive: document, receivePath: document },
    intake: { archive, archivePath: archive, folder: () => Promise.resolve({ collectionId: "c", jobId: "folder" }) },
  };
  // Whatever else of the core is asked would fail.
  return told as unknown as Core;
}

const files = [
  ["model.gguf", "GGUF and weights", "model"],
  ["weights.bin", "GGUF and weights", "model"],
  ["weights", "GGUF", "model"],
  ["empty.gguf", "", "model"],
  ["letters.zip", "PK\u0003\u0004", "archive"],
  ["letters", "PK\u0003\u0004", "archive"],
  ["damaged.zip", "no archive", "document"],
  ["report.docx", "PK\u0003\u0004", "document"],
  ["notes.txt", "GGU", "document"],
] as const;

it.each(files)("takes %s for the same whether it comes as bytes or lies on this machine", async (name, text, kind) => {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, text);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    for (const byte of Buffer.from(text)) yield Uint8Array.of(byte);
  }
  expect((await receiveFile(tellingCore(), name, bytes())).jobId).toBe(kind);
  expect((await receivePath(tellingCore(), file)).jobId).toBe(kind);
});

it("leaves it to who opens a file to say that it is not there", async () => {
  const folder = temporaryFolder();
  expect((await receivePath(tellingCore(), path.join(folder, "none.gguf"))).kind).toBe("model");
  expect((await receivePath(tellingCore(), path.join(folder, "none.zip"))).kind).toBe("document");
  mkdirSync(path.join(folder, "named.gguf"));
  expect((await receivePath(tellingCore(), path.join(folder, "named.gguf"))).kind).toBe("collection");
});
