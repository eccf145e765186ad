import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { createFoundFiles } from "../../../electron/core/downloads/createFoundFiles.ts";
import type { Places } from "../../../electron/core/ports.ts";
import { sha256 } from "../../helpers/faultyHub.ts";
import { temporaryFolder } from "../store/library.ts";

const bytes = Buffer.from("GGUF and more");
const hash = sha256(bytes);

function put(...parts: string[]): string {
  const file = path.join(...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return file;
}

const listOn = (places: Places) => createFoundFiles(places, () => Promise.resolve("")).list();

it("finds what Ollama has by its manifests", async () => {
  const folder = temporaryFolder();
  const blob = put(folder, "blobs", `sha256-${hash}`);
  const layers = [
    { mediaType: "application/vnd.ollama.image.template", digest: `sha256:${"1".repeat(64)}`, size: 3 },
    { mediaType: "application/vnd.ollama.image.model", digest: `sha256:${hash}`, size: bytes.length },
  ];
  for (const name of ["registry.ollama.ai/library/mistral/7b", "hf.co/owner/Tiny-GGUF/Q4_K_M"]) {
    const manifest = path.join(folder, "manifests", ...name.split("/"));
    mkdirSync(path.dirname(manifest), { recursive: true });
    writeFileSync(manifest, JSON.stringify({ layers }));
  }
  const env = { OLLAMA_MODELS: folder };
  // Two names of one file are one model.
  expect(await listOn({ platform: "linux", home: temporaryFolder(), env })).toEqual([
    {
      program: "ollama",
      name: "owner/Tiny-GGUF:Q4_K_M",
      repo: "owner/Tiny-GGUF",
      files: [blob],
      bytes: bytes.length,
      sha256: hash,
    },
  ]);
});

it("finds what lies in the cache of the hub, by the hash that its links lead to", async () => {
  const home = temporaryFolder();
  const repository = path.join(home, ".cache", "huggingface", "hub", "models--owner--Tiny-GGUF");
  const blob = put(repository, "blobs", hash);
  const link = path.join(repository, "snapshots", "c0ffee", "tiny.gguf");
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(blob, link);
  expect(await listOn({ platform: "linux", home, env: {} })).toEqual([
    {
      program: "hubCache",
      name: "tiny.gguf",
      repo: "owner/Tiny-GGUF",
      files: [blob],
      bytes: bytes.length,
      sha256: hash,
    },
  ]);
});

it.each([
  ["linux", [".cache", "llama.cpp"], {}],
  ["darwin", ["Library", "Caches", "llama.cpp"], {}],
  ["win32", ["AppData", "Local", "llama.cpp"], {}],
] as const)("finds what llama.cpp has cached on %s, whole models alone", async (platform, folder, env) => {
  const home = temporaryFolder();
  const file = put(home, ...folder, "owner_tiny.gguf");
  const first = put(home, ...folder, "cut-00001-of-00002.gguf");
  const second = put(home, ...folder, "cut-00002-of-00002.gguf");
  put(home, ...folder, "part-00001-of-00002.gguf");
  for (const name of ["mmproj-tiny.gguf", "tiny.mmproj-Q8_0.gguf", "mtp-tiny.gguf"]) put(home, ...folder, name);
  put(home, ...folder, "notes.txt");
  const found = await listOn({ platform, home, env });
  expect(found.map(({ program, files }) => [program, files])).toEqual([
    ["llamaCpp", [first, second]],
    ["llamaCpp", [file]],
  ]);
});
