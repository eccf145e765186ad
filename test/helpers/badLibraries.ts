import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import type { Settings } from "../../electron/contract/settings.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";

const logger = { info() {}, warn() {}, error() {} };
const open = (data: string) => openStore({ paths: { data, resources: data }, clock: systemClock, logger });

/** Changes the settings of a library that nobody has open. */
export function changeSettings(data: string, patch: Partial<Settings>): void {
  const store = open(data);
  store.settings.set({ ...store.settings.get(), ...patch });
  store.close();
}

/**
 * Puts a model of 4 TB into a library that nobody has open, without the hours its hash would take.
 * @returns its id
 */
export function addEnormousModel(data: string): string {
  const id = "e".repeat(64);
  const file = writeTinyModel(path.join(data, "enormous.gguf"), { damage: "largerThanMemory" });
  const store = open(data);
  store.models.put({
    id,
    name: "Enormous",
    path: file.path,
    bundled: false,
    owned: false,
    addedAt: 1,
    metadata: {
      name: "Enormous",
      architecture: "llama",
      quantization: "F16",
      parameters: file.parameters,
      trainContext: 4096,
      licence: null,
      hasChatTemplate: true,
      callsTools: false,
      bytes: file.bytes,
      bytesPerContextToken: 1024,
      purpose: "chat",
      style: "instruct",
      chunkTokens: null,
    },
  });
  store.close();
  return id;
}

/** Makes the library of a newer version of the application. */
export function writeFutureLibrary(data: string, version: number): void {
  open(data).close();
  const database = new Database(path.join(data, "library.db"));
  database.pragma(`user_version = ${version}`);
  database.close();
}

export function writeCorruptLibrary(data: string): void {
  mkdirSync(data, { recursive: true });
  writeFileSync(path.join(data, "library.db"), "not a database at all");
}
