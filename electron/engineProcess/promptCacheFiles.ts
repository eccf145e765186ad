import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { PromptCacheParams } from "../core/llm/local/protocol.ts";
import {
  listPromptCaches,
  freeBytesFor,
  setAside,
  promptCacheName,
  sweepUnfinished,
  touchPromptCache,
} from "../core/llm/local/promptCache/promptCacheFolder.ts";
import { keyValueBytesPerToken } from "./metadata.ts";
import type { ModelHost } from "./modelHost.ts";
import { importNativeModule } from "./nativeModule.ts";
import {
  authenticate,
  readHeader,
  readTokens,
  sealPromptCache,
  type PromptCacheHeader,
  type PromptCacheIdentity,
} from "./promptCacheFormat.ts";
import { createPromptCachePolicy } from "./promptCachePolicy.ts";

export type { PromptCacheParams };

/**
 * What the sequences hold of conversations, kept in files, so that a conversation opened again need not be read anew. Whatever
 * goes wrong here is told in the log, and the prompt is read as if there were no file.
 */
export interface PromptCacheFiles {
  /**
   * Before a request reads its prompt on this sequence: keeps what another conversation left there, and brings back what
   * was kept of this one, where that is quicker than reading.
   * @param key the conversation; null for a request that belongs to none
   */
  open(
    sequence: LlamaContextSequence,
    key: string | null,
    prompt: readonly Token[],
    signal: AbortSignal,
  ): Promise<void>;
  /** The request has ended; what the sequence holds is kept when nothing was asked for a while. */
  close(sequence: LlamaContextSequence): void;
  /** Deletes what was kept of a conversation and holds it no longer to be kept; null: of all. */
  forget(key: string | null): void;
  /** Keeps at once what is to be kept, for a process that is about to end; waits for requests that were stopped. */
  flush(): Promise<void>;
}

export interface PromptCacheWatch {
  /** tokens a second of prompts, by experience; 0: not known yet */
  readingSpeed(): number;
  /** llama.cpp reads or writes a prompt cache from here to `onRest` */
  onFile(): void;
  onRest(): void;
}

export async function createPromptCacheFiles(
  host: ModelHost,
  params: PromptCacheParams | null,
  watch: PromptCacheWatch,
): Promise<PromptCacheFiles> {
  return params === null ? noPromptCache : await keepPromptCaches(host, params, watch);
}

async function keepPromptCaches(
  host: ModelHost,
  params: PromptCacheParams,
  watch: PromptCacheWatch,
): Promise<PromptCacheFiles> {
  const identity = await identityOf(host, params.modelId);
  const policy = createPromptCachePolicy({ leastGainMs: params.leastGainMs });
  const held = new Map<LlamaContextSequence, HeldConversation>();
  let bytesPerToken = keyValueBytesPerToken(host.model.fileInfo);
  dropForeign(params, identity);

  /** told by the last prompt cache restored, for a process that has read nothing long enough to measure */
  let toldSpeed = 0;
  const speed = (): number => watch.readingSpeed() || toldSpeed;

  function fitsContext({ tokens }: PromptCacheHeader): boolean {
    return tokens < host.context.contextSize;
  }

  function fileOf(key: string): string | null {
    const name = promptCacheName(key, params.modelId);
    return name === null ? null : path.join(params.folder, name);
  }

  /** One at a time for a sequence: two would write the same file. */
  async function keep(entry: HeldConversation): Promise<void> {
    entry.timer?.clear();
    entry.timer = null;
    entry.keeping ??= write(entry).finally(() => (entry.keeping = null));
    await entry.keeping;
  }

  async function write(entry: HeldConversation): Promise<void> {
    const tokens = entry.sequence.contextTokens.length;
    const unsaved = tokens - entry.savedTokens;
    const file = fileOf(entry.key);
    if (file === null || !policy.isWorthKeeping({ tokens, unsaved, bytesPerToken, speed: speed() })) return;
    const part = `${file}.part`;
    const started = performance.now();
    try {
      if (!freeBytesFor(params.folder, path.basename(file), tokens * bytesPerToken, params.mostBytes)) return;
      // Made here, for llama.cpp would let everybody read it.
      closeSync(openSync(part, "w", 0o600));
      watch.onFile();
      let bytes: number;
      try {
        bytes = (await entry.sequence.saveStateToFile(part)).fileSize;
      } finally {
        watch.onRest();
      }
      // A full disk shows only here: llama.cpp does not look whether its last bytes were written.
      if (statSync(part).size !== bytes) throw new Error("The disk is full.");
      if (!entry.forgotten) {
        await sealPromptCache(part, params.key, {
          ...identity,
          key: entry.key,
          tokens,
          readingSpeed: speed(),
        });
      }
      // Looked at once more, for the conversation may have been deleted meanwhile.
      if (entry.forgotten) return;
      renameSync(part, file);
      entry.savedTokens = tokens;
      bytesPerToken = bytes / tokens;
      policy.onKept(bytes, performance.now() - started);
    } catch (error) {
      tell("A conversation's prompt cache was not kept", error);
    } finally {
      remove(part);
    }
  }

  async function bringBack(entry: HeldConversation, prompt: readonly Token[]): Promise<void> {
    const file = fileOf(entry.key);
    if (file === null || !existsSync(file)) return;
    const { sequence } = entry;
    let trying: string | null = null;
    try {
      const claimed = readHeader(file);
      if (!claimed || !isSame(claimed, identity) || claimed.key !== entry.key || !fitsContext(claimed))
        throw new Error("It is not of this conversation, model, runtime and context.");
      const tokens = readTokens(file, claimed);
      if (!tokens) throw new Error("It is damaged.");
      const common = commonLength(tokens, prompt);
      const gained = common - commonLength(sequence.contextTokens, prompt);
      if (!policy.isWorthRestoring({ gained, bytes: claimed.bytes, speed: speed() || claimed.readingSpeed })) return;

      const started = performance.now();
      const header = await authenticate(file, params.key);
      if (!header) throw new Error("It was not written by this application, or was changed since.");
      if (!fitsContext(header) || header.tokens !== claimed.tokens) throw new Error("It was exchanged.");
      if (entry.forgotten) return;
      trying = setAside(file);
      watch.onFile();
      // The word must be out before llama.cpp can bring the process down.
      await new Promise((resolve) => setImmediate(resolve));
      try {
        await sequence.loadStateFromFile(trying, { acceptRisk: true });
      } finally {
        watch.onRest();
      }
      if (entry.forgotten) return;
      renameSync(trying, file);
      trying = null;
      touchPromptCache(file, new Date());
      entry.savedTokens = common;
      toldSpeed = header.readingSpeed;
      policy.onRestored(header.bytes, performance.now() - started);
    } catch (error) {
      tell("A conversation's prompt cache was not restored and is deleted", error);
      remove(file);
    } finally {
      if (trying !== null) remove(trying);
    }
  }

  return {
    async open(sequence, key, prompt, signal) {
      const before = held.get(sequence);
      before?.timer?.clear();
      // What is being written must be whole before the sequence goes on.
      if (before?.keeping) await before.keeping;
      else if (before && before.key !== key && !before.forgotten) await keep(before);
      // Of models with a recurrent or a sliding part a prompt cache holds only the end, which fits no prompt with other last words.
      if (key === null || promptCacheName(key, params.modelId) === null || sequence.needsCheckpoints) {
        held.delete(sequence);
        return;
      }
      const closed = Promise.withResolvers<void>();
      const entry: HeldConversation = {
        key,
        sequence,
        // What was kept of this conversation and still stands here need not be kept again.
        savedTokens:
          before?.key === key && !before.forgotten
            ? Math.min(before.savedTokens, commonLength(sequence.contextTokens, prompt))
            : 0,
        forgotten: false,
        timer: null,
        keeping: null,
        signal,
        closed: closed.promise,
        close: closed.resolve,
        isOpen: true,
      };
      held.set(sequence, entry);
      await bringBack(entry, prompt);
    },
    close(sequence) {
      const entry = held.get(sequence);
      if (!entry?.isOpen) return;
      entry.isOpen = false;
      entry.close();
      if (entry.forgotten) {
        held.delete(sequence);
        return;
      }
      const timer = setTimeout(() => void keep(entry), params.quietMs);
      timer.unref();
      entry.timer = { clear: () => clearTimeout(timer) };
    },
    forget(key) {
      for (const [sequence, entry] of held) {
        if (key !== null && entry.key !== key) continue;
        entry.forgotten = true;
        entry.timer?.clear();
        if (!entry.isOpen) held.delete(sequence);
      }
      try {
        for (const { name } of listPromptCaches(params.folder))
          if (key === null || name.startsWith(`${key}.`)) remove(path.join(params.folder, name));
      } catch (error) {
        tell("A conversation's prompt cache was not deleted", error);
      }
    },
    async flush() {
      for (const entry of held.values()) {
        if (entry.isOpen && !entry.signal.aborted) continue;
        await entry.closed;
        if (!entry.forgotten) await keep(entry);
      }
    },
  };
}

interface HeldConversation {
  readonly key: string;
  readonly sequence: LlamaContextSequence;
  /** tokens from the beginning that stand in the file as they stand here */
  savedTokens: number;
  /** its conversation was deleted, or the sequence is another's */
  forgotten: boolean;
  timer: { clear(): void } | null;
  /** while its file is written */
  keeping: Promise<void> | null;
  readonly signal: AbortSignal;
  /** settles when the request has ended */
  readonly closed: Promise<void>;
  readonly close: () => void;
  isOpen: boolean;
}

const noPromptCache: PromptCacheFiles = {
  open: () => Promise.resolve(),
  close() {},
  forget() {},
  flush: () => Promise.resolve(),
};

async function identityOf({ model, context }: ModelHost, modelId: string): Promise<PromptCacheIdentity> {
  const { getModuleVersion, GgmlType } = await importNativeModule();
  const { llama } = model;
  const scaling = (model.fileInfo.architectureMetadata as { rope?: { scaling?: Record<string, unknown> } }).rope
    ?.scaling;
  const firstTrained = scaling?.["original_context_length"];
  return {
    modelId,
    runtime: [
      `node-llama-cpp ${await getModuleVersion()}`,
      `llama.cpp ${llama.llamaCppRelease.release}`,
      `${process.platform}-${process.arch}`,
      llama.gpu === false ? "cpu" : llama.gpu,
    ].join(", "),
    cache: `${GgmlType[context.kvCacheKeyType]} ${GgmlType[context.kvCacheValueType]}`,
    extended: typeof firstTrained === "number" && context.contextSize > firstTrained,
  };
}

function isSame(one: PromptCacheIdentity, other: PromptCacheIdentity): boolean {
  return identityFields.every((field) => one[field] === other[field]);
}

/** What a log may say of it: the identity names no conversation. */
function describeDifference(header: PromptCacheIdentity | null, identity: PromptCacheIdentity): string {
  if (header === null) return "it is damaged";
  const fields = identityFields.filter((field) => header[field] !== identity[field]);
  return fields.map((field) => `${field} was ${header[field]} and is ${identity[field]}`).join("; ");
}

const identityFields = ["modelId", "runtime", "cache", "extended"] as const;

/** Deletes what another process left unfinished, and this model's prompt caches that another release wrote. */
function dropForeign({ folder, modelId }: PromptCacheParams, identity: PromptCacheIdentity): void {
  try {
    sweepUnfinished(folder);
    for (const { name } of listPromptCaches(folder)) {
      const file = path.join(folder, name);
      const header = name === promptCacheName(name.split(".")[0] ?? "", modelId) ? readHeader(file) : identity;
      if (header !== null && isSame(header, identity)) continue;
      tell("A conversation's prompt cache is deleted", describeDifference(header, identity));
      remove(file);
    }
  } catch (error) {
    tell("The folder of prompt caches was not swept", error);
  }
}

function commonLength(held: ArrayLike<number>, prompt: readonly Token[]): number {
  let length = 0;
  while (length < held.length && length < prompt.length && held[length] === prompt[length]) length++;
  return length;
}

/** What cannot be deleted now is swept at the next start. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    tell("A conversation's prompt cache was not deleted", error);
  }
}

/** To the shell's log, without the name of the file: it holds the conversation's. */
function tell(what: string, error: unknown): void {
  process.stderr.write(`${what}: ${error instanceof Error ? error.message : String(error)}\n`);
}
