import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { partsOfModelId } from "../../../../contract/adapters.ts";

/**
 * The folder `states/` of prompt caches: what the engine read of conversations, kept so that one that is opened again need not be
 * read anew. Folder and files are named after llama.cpp's word for it, and keep these names because libraries have them on disk.
 * A file holds a conversation's text, so it goes with the conversation, and nothing leads from outside into the folder. What is
 * lost here is read again, so a failure is never one of the chat.
 */
export interface PromptCacheFolder {
  readonly folder: string;
  /** by which the engine knows its own files again; not kept in the folder */
  readonly key: Uint8Array;
  readonly limits: PromptCacheLimits;
  /** Deletes what was kept of a conversation, and what the engine holds to keep. */
  forget(conversationId: string): void;
  /** Deletes what was kept of all conversations. */
  clear(): void;
  /** Deletes what a model read. */
  forgetModel(modelId: string): void;
  /** Called at each deletion with the conversation; null: all */
  onForget(listener: (conversationId: string | null) => void): () => void;
}

export interface PromptCacheLimits {
  /** milliseconds without a request to a sequence until what it holds is kept */
  readonly quietMs: number;
  /** milliseconds of reading that a prompt cache must save to be kept or restored */
  readonly leastGainMs: number;
  /** of all prompt caches together; never more than a tenth of the free disk in any case */
  readonly mostBytes: number;
}

export const defaultPromptCacheLimits: PromptCacheLimits = {
  quietMs: 15_000,
  leastGainMs: 300,
  mostBytes: 2 * 2 ** 30,
};

export interface PromptCacheEntry {
  readonly name: string;
  readonly bytes: number;
  /** milliseconds since 1970 */
  readonly usedAt: number;
}

/**
 * Makes the folder, which only its owner can read, and takes out what is of no use: files a crash left half written or
 * half restored, and those of conversations and models that are gone.
 */
export function openPromptCacheFolder(options: {
  readonly folder: string;
  /** 32 bytes */
  readonly key: Uint8Array;
  readonly conversationIds: readonly string[];
  readonly modelIds: readonly string[];
  readonly limits?: Partial<PromptCacheLimits>;
  onProblem(error: unknown): void;
}): PromptCacheFolder {
  const { folder, key, onProblem } = options;
  const listeners = new Set<(conversationId: string | null) => void>();
  const attempt = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      onProblem(error);
    }
  };
  const removeWhere = (matches: (name: string) => boolean): void =>
    attempt(() => {
      for (const name of namesIn(folder).filter(matches))
        attempt(() => rmSync(path.join(folder, name), { force: true, recursive: true }));
    });

  attempt(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  });
  const conversations = new Set(options.conversationIds);
  const models = new Set(options.modelIds.map(shortModel));
  removeWhere((name) => {
    const parts = partsOf(name);
    if (parts === null || !conversations.has(parts.conversationId)) return true;
    return !models.has(parts.model) && !options.modelIds.some((id) => isSetOf(parts.model, id));
  });

  return {
    folder,
    key,
    limits: { ...defaultPromptCacheLimits, ...options.limits },
    forget(conversationId) {
      // The engine first: what it is about to write would come after the deletion.
      for (const listener of listeners) listener(conversationId);
      removeWhere((name) => name.startsWith(`${conversationId}.`));
    },
    clear() {
      for (const listener of listeners) listener(null);
      removeWhere(() => true);
    },
    forgetModel: (modelId) =>
      removeWhere((name) => {
        const model = partsOf(name)?.model;
        return model !== undefined && (model === shortModel(modelId) || isSetOf(model, modelId));
      }),
    onForget(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Name of the file for what a model read of a conversation; null for an id that is none of ours. */
export function promptCacheName(conversationId: string, modelId: string): string | null {
  const name = `${conversationId}.${shortModel(modelId)}${SUFFIX}`;
  return partsOf(name) ? name : null;
}

/** The prompt caches of the folder, the one used longest ago first. */
export function listPromptCaches(folder: string): PromptCacheEntry[] {
  return namesIn(folder)
    .filter((name) => partsOf(name) !== null)
    .flatMap((name) => {
      const stat = statSync(path.join(folder, name), { throwIfNoEntry: false });
      return stat ? [{ name, bytes: stat.size, usedAt: stat.mtimeMs }] : [];
    })
    .toSorted((one, other) => one.usedAt - other.usedAt);
}

/**
 * Which prompt caches must go for another of `bytes`, least recently used first; null where it is too large to be kept at all.
 * @param entries the one used longest ago first, without the one that is replaced
 */
export function promptCachesToDrop(
  entries: readonly PromptCacheEntry[],
  bytes: number,
  capBytes: number,
): readonly PromptCacheEntry[] | null {
  if (bytes > capBytes) return null;
  let used = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const dropped: PromptCacheEntry[] = [];
  for (const entry of entries) {
    if (used + bytes <= capBytes) break;
    dropped.push(entry);
    used -= entry.bytes;
  }
  return dropped;
}

/** What all prompt caches together may take: `mostBytes`, and never more than a tenth of what would be free without them. */
export function promptCacheCap(usedBytes: number, freeBytes: number, mostBytes: number): number {
  return Math.min(mostBytes, Math.floor((usedBytes + freeBytes) / 10));
}

/**
 * Deletes the prompt caches used longest ago until one of `bytes` fits. False where it may not be kept.
 * @throws what the file system throws
 */
export function freeBytesFor(folder: string, name: string, bytes: number, mostBytes: number): boolean {
  const entries = listPromptCaches(folder);
  const { bavail, bsize } = statfsSync(folder);
  const used = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const others = entries.filter((entry) => entry.name !== name);
  const dropped = promptCachesToDrop(others, bytes, promptCacheCap(used, bavail * bsize, mostBytes));
  if (dropped === null) return false;
  for (const entry of dropped) rmSync(path.join(folder, entry.name), { force: true });
  return true;
}

/** Deletes what a process left half written or half restored. There is none at work while the next one starts. */
export function sweepUnfinished(folder: string): void {
  for (const name of namesIn(folder))
    if (partsOf(name) === null) rmSync(path.join(folder, name), { force: true, recursive: true });
}

/** Marks a prompt cache as used now. */
export function touchPromptCache(file: string, now: Date): void {
  utimesSync(file, now, now);
}

/** While a prompt cache is restored it has a name under which it is not found again, should the process die of it. */
export function setAside(file: string): string {
  const aside = file.replace(/\.state$/u, ".trying");
  renameSync(file, aside);
  return aside;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Enough of the hash to tell models apart, with adapters enough of both to tell sets apart; the whole id stands in the file. */
function shortModel(modelId: string): string {
  const { base, adapters } = partsOfModelId(modelId);
  if (adapters === null) return modelId.slice(0, 16);
  return `${base.slice(0, 8)}-${createHash("sha256").update(modelId).digest("hex").slice(0, 7)}`;
}

/** Whether it is the short name of a model with adapters; hashes have no hyphens. */
function isSetOf(model: string, modelId: string): boolean {
  return hexadecimal.test(modelId) && model.startsWith(`${modelId.slice(0, 8)}-`);
}

const hexadecimal = /^[0-9a-f]{64}$/u;

function partsOf(name: string): { conversationId: string; model: string } | null {
  const match = /^([\w-]{1,64})\.([\w-]{1,16})\.state$/u.exec(name);
  return match?.[1] !== undefined && match[2] !== undefined ? { conversationId: match[1], model: match[2] } : null;
}

const SUFFIX = ".state";
