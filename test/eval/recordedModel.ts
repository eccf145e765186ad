import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import * as z from "zod";
import type {
  ChatTurn,
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ModelSession,
} from "../../electron/core/llm/languageModel.ts";
import type { Clock } from "../../electron/core/ports.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";

/**
 * A model whose answers are kept in a folder, each under the hash of its question, so that code can be tuned, and a run that was
 * stopped go on, without asking again. The folder holds lines of JSON: `model.json` (what the model is), `answers.jsonl` and
 * `counts.jsonl` (tokens of texts and turns).
 */
export interface RecordedModel extends LanguageModel {
  /** As if kept answers took the time they took when they were asked for, side by side as then; it stands still while a model loads. */
  readonly clock: Clock;
  /** answers taken from the folder, asked of the model, and neither, since there is none */
  readonly counts: { readonly kept: number; readonly asked: number; readonly missing: number };
  /** Takes out of the folder what was not asked for since it was opened. */
  dropUnused(): void;
}

export interface RecordedModelOptions {
  readonly folder: string;
  /** is asked what is not kept; without it the folder alone answers, and what it does not hold is an error */
  readonly model?: LanguageModel | null;
}

/** A question that was never asked while answers were kept. */
export class NotKeptError extends Error {
  override readonly name = "NotKeptError";
}

const aboutSchema = z.object({
  id: z.string(),
  name: z.string(),
  provenance: z.custom<LanguageModel["provenance"]>((value) => typeof value === "object" && value !== null),
  style: z.custom<LanguageModel["style"]>((value) => typeof value === "string"),
  preferredChunkTokens: z.number().nullable(),
  contextTokens: z.number(),
  parallelism: z.number(),
});
type About = z.infer<typeof aboutSchema>;

const answerSchema = z.object({
  key: z.string(),
  /** the end of the question, for whoever reads the file */
  question: z.string(),
  result: z.object({
    text: z.string(),
    thought: z
      .object({
        text: z.string(),
        ms: z.number(),
        tokens: z.number(),
        cut: z.enum(["bound", "loop", "end"]).nullable(),
      })
      .nullable()
      .default(null),
    promptTokens: z.number(),
    evaluatedPromptTokens: z.number(),
    completionTokens: z.number(),
    stop: z.enum(["end", "length", "loop", "stop", "tools"]),
    prefillMs: z.number(),
    decodeMs: z.number(),
  }),
  /** milliseconds from the question to the end of the answer, waiting included */
  ms: z.number(),
  /** when text was shown: milliseconds since the question, and characters shown by then; empty where nobody listened */
  shown: z.array(z.tuple([z.number(), z.number()])),
});
type KeptAnswer = z.infer<typeof answerSchema>;

const countSchema = z.object({ key: z.string(), tokens: z.number() });

/** Moments of an answer that are kept: enough to tell when its first words and its lines came. */
const leastMsBetween = 100;

/** @throws Error where there is neither a model nor a folder with answers of one, or the folder is another model's */
export function recordedModel({ folder, model = null }: RecordedModelOptions): RecordedModel {
  const files = {
    about: path.join(folder, "model.json"),
    answers: path.join(folder, "answers.jsonl"),
    counts: path.join(folder, "counts.jsonl"),
  };
  let about: About | null = existsSync(files.about)
    ? aboutSchema.parse(JSON.parse(readFileSync(files.about, "utf8")))
    : null;
  const identity = model ?? about;
  if (!identity) throw new Error(`There are no answers of a model in ${folder}.`);
  if (about && identity.id !== about.id) throw new Error(`The answers in ${folder} are those of ${about.name}.`);
  const modelId = identity.id;
  const answers = new Map(linesOf(files.answers, answerSchema).map((answer) => [answer.key, answer]));
  const tokens = new Map(linesOf(files.counts, countSchema).map((count) => [count.key, count.tokens]));
  const counts = { kept: 0, asked: 0, missing: 0 };
  const used = new Set<string>();
  let aheadMs = 0;
  const monotonic = (): number => systemClock.monotonic() + aheadMs;

  return {
    id: modelId,
    name: identity.name,
    provenance: identity.provenance,
    style: identity.style,
    preferredChunkTokens: identity.preferredChunkTokens,
    capabilities: { generate: true, decide: false, embed: false, rerank: false, entail: false, tools: false },
    clock: { ...systemClock, monotonic },
    counts,
    dropUnused() {
      const answered = [...answers.values()].filter(({ key }) => used.has(key));
      const counted = [...tokens].filter(([key]) => used.has(key)).map(([key, count]) => ({ key, tokens: count }));
      writeFileSync(files.answers, linesFor(answered));
      writeFileSync(files.counts, linesFor(counted));
    },
    async open(use, options) {
      options.signal.throwIfAborted();
      let opened: Promise<ModelSession> | null = null;
      let live: ModelSession | null = null;
      // Loaded when the first question comes that has no answer yet.
      const asked = async (): Promise<ModelSession> => {
        opened ??= openStopped(() => model?.open(use, options));
        return (live = await opened);
      };
      const known = (about ??= keepAbout(await asked()));
      options.onLoading?.(1);
      return {
        contextTokens: known.contextTokens,
        get parallelism() {
          return live?.parallelism ?? known.parallelism;
        },
        memoryBytes: null,
        async countTexts(texts) {
          const keys = texts.map((text) => keyOf(["text", modelId, text]));
          const open = [...new Set(texts.filter((_, place) => !tokens.has(keys[place] ?? "")))];
          if (open.length > 0) {
            const counted = await (await asked()).countTexts(open);
            keepCounts(open.map((text, place) => [keyOf(["text", modelId, text]), counted[place] ?? 0]));
          }
          for (const key of keys) used.add(key);
          return keys.map((key) => tokens.get(key) ?? 0);
        },
        async countTurns(turns) {
          const key = keyOf(["turns", modelId, turns]);
          const kept = tokens.get(key);
          used.add(key);
          if (kept !== undefined) return kept;
          const counted = await (await asked()).countTurns(turns);
          keepCounts([[key, counted]]);
          return counted;
        },
        async generate(request, calls) {
          options.signal.throwIfAborted();
          const key = keyOfRequest(modelId, request);
          const kept = answers.get(key);
          used.add(key);
          if (kept) return await replay(kept, options.signal, calls?.onText);
          if (!model) throw missing(`No answer is kept in ${folder} to: …${questionOf(request.turns)}`);
          return await record(await asked(), key, request, calls);
        },
        async [Symbol.asyncDispose]() {
          // What runs best side by side is known better at the end.
          if (live) about = keepAbout(live);
          await live?.[Symbol.asyncDispose]();
        },
      };
    },
    standing: () =>
      model?.standing() ?? {
        isReady: true,
        isFree: true,
        contextTokens: about?.contextTokens ?? null,
        contextRange: { least: about?.contextTokens ?? 0, most: about?.contextTokens ?? 0 },
        bytes: 0,
        bytesPerContextToken: 0,
        device: "none",
      },
  };

  /** Loading is no part of an answer: the clock stands still meanwhile. */
  async function openStopped(open: () => Promise<ModelSession> | undefined): Promise<ModelSession> {
    const from = systemClock.monotonic();
    const session = await open();
    if (!session) throw missing(`Not all that is asked for is kept in ${folder}.`);
    aheadMs -= systemClock.monotonic() - from;
    return session;
  }

  /** Counted too, since whoever asks may make do without an answer. */
  function missing(message: string): NotKeptError {
    counts.missing += 1;
    return new NotKeptError(message);
  }

  async function record(
    session: ModelSession,
    key: string,
    request: GenerateRequest,
    calls: Parameters<ModelSession["generate"]>[1],
  ): Promise<GenerateResult> {
    const from = systemClock.monotonic();
    const shown: [number, number][] = [];
    let characters = 0;
    // Told also where nobody listens, since a later reader may.
    const result = await session.generate(request, {
      ...calls,
      onText(text) {
        characters += text.length;
        const ms = Math.round(systemClock.monotonic() - from);
        if (ms - (shown.at(-1)?.[0] ?? -leastMsBetween) >= leastMsBetween) shown.push([ms, characters]);
        calls?.onText?.(text);
      },
    });
    counts.asked += 1;
    const ms = Math.round(systemClock.monotonic() - from);
    const { prefillMs, decodeMs, ...rest } = result;
    const rounded = { ...rest, prefillMs: Math.round(prefillMs), decodeMs: Math.round(decodeMs) };
    const answer: KeptAnswer = { key, question: questionOf(request.turns), result: rounded, ms, shown };
    answers.set(key, answer);
    append(files.answers, [answer]);
    return result;
  }

  async function replay(
    { result, ms, shown }: KeptAnswer,
    signal: AbortSignal,
    onText: ((text: string) => void) | undefined,
  ): Promise<GenerateResult> {
    counts.kept += 1;
    const from = monotonic();
    let characters = 0;
    // Those of the same wave begin before time goes on.
    await setImmediate();
    for (const [atMs, until] of [...shown, [ms, result.text.length] as const]) {
      // Others that run beside it may be further.
      aheadMs = Math.max(aheadMs, from + atMs - systemClock.monotonic());
      const text = result.text.slice(characters, until);
      characters = Math.max(characters, until);
      if (onText && text !== "") onText(text);
      await Promise.resolve();
      signal.throwIfAborted();
    }
    return result;
  }

  function keepAbout({ contextTokens, parallelism }: ModelSession): About {
    const { id, name, provenance, style, preferredChunkTokens } = identity as LanguageModel;
    const kept: About = { id, name, provenance, style, preferredChunkTokens, contextTokens, parallelism };
    mkdirSync(folder, { recursive: true });
    writeFileSync(files.about, `${JSON.stringify(kept, null, 2)}\n`);
    return kept;
  }

  function keepCounts(counted: readonly (readonly [key: string, tokens: number])[]): void {
    for (const [key, count] of counted) tokens.set(key, count);
    append(
      files.counts,
      counted.map(([key, count]) => ({ key, tokens: count })),
    );
  }
}

/** Where what is read is kept makes no other answer. */
function keyOfRequest(modelId: string, request: GenerateRequest): string {
  return keyOf(["answer", modelId, { ...request, cacheKey: undefined }]);
}

/** The same whatever the order of the fields. */
function keyOf(value: unknown): string {
  const text = JSON.stringify(value, (_, field: unknown) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}

function questionOf(turns: readonly ChatTurn[]): string {
  return (turns.at(-1)?.text ?? "").slice(-200);
}

/** Those written whole: a line that a stopped run left in half is taken off and asked for again. */
function linesOf<T>(file: string, schema: z.ZodType<T>): T[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) writeFileSync(file, whole);
  return whole
    .split("\n")
    .slice(0, -1)
    .map((line) => schema.parse(JSON.parse(line)));
}

function append(file: string, lines: readonly unknown[]): void {
  appendFileSync(file, linesFor(lines));
}

function linesFor(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
