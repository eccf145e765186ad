import { measureTokenBudget } from "../../electron/core/llm/tokenBudget.ts";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import process from "node:process";
import { toAppError } from "../../electron/contract/errors.ts";
import { summaryOptionsSchema } from "../../electron/contract/summaryOptions.ts";
import { constraintOf } from "../../electron/core/llm/local/gbnf.ts";
import { createEngine } from "../../electron/core/llm/local/createEngine.ts";
import type {
  Engine,
  GenerateResult,
  LoadOptions,
  ModelFile,
  ModelMetadata,
} from "../../electron/core/llm/local/engine.ts";
import type { Child, Logger, ProcessSpawner } from "../../electron/core/ports.ts";
import { mapBounds, type PointBounds } from "../../electron/core/summarize/bounds.ts";
import { documentKindOf } from "../../electron/core/text/documentKind.ts";
import { type DraftClaim, readPoints } from "../../electron/core/summarize/draft.ts";
import { writerFor } from "../../electron/core/summarize/writers/writerFor.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";
import { median } from "./figures.ts";
import { checkPoints, formOf, type Form, type PointCheck } from "./form.ts";
import type { Passage } from "./passages.ts";

/** A model in the product's own engine process, asked with the product's own prompts. */
export interface TestedModel extends AsyncDisposable {
  readonly metadata: ModelMetadata;
  readonly file: ModelFile;
  /** it is loaded there, with `loadOptions` */
  readonly engine: Engine;
  readonly loadOptions: LoadOptions;
  /** milliseconds from nothing to a loaded model, the start of the process included: the median of some loads */
  readonly loadMs: number;
  countTokens(texts: readonly string[]): Promise<number[]>;
  /** One note on a passage, or the notes that the product would ask for, written greedily. */
  write(passage: Passage, notes: "one" | "several"): Promise<Answer>;
  /** What it took so far. */
  costs(): Costs;
}

export interface Answer {
  readonly text: string;
  readonly form: Form;
  readonly written: Notes;
  /** as the product shows it: for a model asked plainly the sentence it cites stands in for words of its own */
  readonly shown: Notes;
  /** code of the error where the engine gave none; such an answer is empty and not well formed */
  readonly failed: string | null;
}

export interface Notes {
  /** the text of the first; empty where there is none */
  readonly first: string;
  readonly points: readonly PointCheck[];
}

export interface Costs {
  /** tokens a second, medians over the requests; NaN without any */
  readonly decode: number;
  readonly prefill: number;
  readonly requests: number;
  /** as the thread governor last chose */
  readonly threads: number | null;
  readonly backend: string;
  /** resident bytes of the engine process after the last request, and at the most; null where it is not measured */
  readonly memory: { readonly resident: number; readonly peak: number } | null;
}

/** What a note of a passage may be: a sentence. */
const oneNote: PointBounds = { least: 1, most: 1, words: 30, characters: 270 };
const options = summaryOptionsSchema.parse({});
export const loadOptions: LoadOptions = { gpu: "auto", threads: null, contextSize: null };
/** Requests that read fewer tokens, because the beginning stood in the sequence, say little about prefill. */
const leastPrefill = 100;
const mostFailures = 5;

export async function openModel(path: string, log: (line: string) => void): Promise<TestedModel> {
  const { engine, children } = startEngine(log);
  try {
    const metadata = await engine.readMetadata(path);
    const id = await sha256(path);
    const file = { id, name: metadata.name ?? "Model", path };
    const loads = await timeLoads(engine, file);
    return {
      metadata,
      file,
      engine,
      loadOptions,
      loadMs: median(loads.times),
      countTokens: (texts) => engine.countTokens(texts),
      ...createWriter(engine, { modelId: id, metadata, contextSize: loads.contextSize, log }, children),
      [Symbol.asyncDispose]: () => engine.dispose(),
    };
  } catch (thrown) {
    await engine.dispose();
    throw thrown;
  }
}

export function startEngine(log: (line: string) => void): { engine: Engine; children: Child[] } {
  const logger: Logger = {
    info() {},
    warn: (message, data) => log(`${message} ${JSON.stringify(data ?? {})}`),
    error: (message, data) => log(`${message} ${JSON.stringify(data ?? {})}`),
  };
  const nodes = createNodeSpawner();
  const children: Child[] = [];
  const spawner: ProcessSpawner = {
    spawn(entry, childOptions) {
      const child = nodes.spawn(entry, childOptions);
      children.push(child);
      return child;
    },
  };
  return { engine: createEngine({ spawner, clock: systemClock, logger }), children };
}

async function timeLoads(engine: Engine, file: ModelFile): Promise<{ times: number[]; contextSize: number }> {
  const times: number[] = [];
  let contextSize = 0;
  for (let round = 0; round < 3; round += 1) {
    await engine.unload();
    const from = performance.now();
    ({ contextSize } = await engine.load(file, loadOptions));
    times.push(performance.now() - from);
  }
  return { times, contextSize };
}

interface WriterContext {
  readonly modelId: string;
  readonly metadata: ModelMetadata;
  readonly contextSize: number;
  log(line: string): void;
}

function createWriter(
  engine: Engine,
  { modelId, metadata, contextSize, log }: WriterContext,
  children: readonly Child[],
): Pick<TestedModel, "write" | "costs"> {
  const writer = writerFor(metadata);
  const decode: number[] = [];
  const prefill: number[] = [];
  let requests = 0;
  let failuresInARow = 0;
  return {
    async write(passage, notes) {
      const { chunk, document, parts } = passage;
      const budget = measureTokenBudget(contextSize, chunk.pieces);
      const bounds = notes === "one" ? oneNote : mapBounds(options, chunk, parts, budget);
      const context = {
        source: document.source,
        options,
        kind: documentKindOf(document.source),
        written: writer.languageOf(document.source, options),
      };
      const prompt = writer.map(context, chunk, parts, bounds);
      try {
        const result = await engine.generate({
          modelId,
          turns: prompt.turns,
          ...constraintOf(prompt.format),
          maxTokens: writer.answerTokens(prompt, budget),
          temperature: 0,
          seed: 1,
          priority: "background",
        });
        keepSpeeds(result);
        const drafts = readPoints(result.text, prompt.cited, {
          ended: result.stop === "end",
          characters: prompt.bounds.characters,
        });
        return {
          text: result.text,
          form: formOf(result, prompt),
          written: notesOf(drafts, passage),
          shown: notesOf(
            writer.read(result.text, prompt, result.stop === "end", document.source.language) ?? [],
            passage,
          ),
          failed: null,
        };
      } catch (thrown) {
        const { code, message } = toAppError(thrown);
        failuresInARow += 1;
        log(`${document.id}: ${code}: ${message}`);
        // One request that fails is a finding; when all do, something else is wrong.
        if (failuresInARow >= mostFailures) throw thrown;
        const form: Form = { ended: false, noLoop: false, validIds: false };
        return { text: "", form, written: noNotes, shown: noNotes, failed: code };
      }
    },
    costs: () => ({
      decode: median(decode),
      prefill: median(prefill),
      requests,
      threads: engine.state.threads?.count ?? null,
      backend: engine.state.gpu?.type ?? "unknown",
      memory: memoryOf(children.at(-1)?.pid),
    }),
  };

  function keepSpeeds(result: GenerateResult): void {
    failuresInARow = 0;
    requests += 1;
    if (result.completionTokens > 1) decode.push(((result.completionTokens - 1) * 1000) / result.decodeMs);
    if (result.evaluatedPromptTokens >= leastPrefill) {
      prefill.push((result.evaluatedPromptTokens * 1000) / result.prefillMs);
    }
  }
}

const noNotes: Notes = { first: "", points: [] };

function notesOf(drafts: readonly DraftClaim[], { document: { source, known } }: Passage): Notes {
  const points = checkPoints(drafts, { language: source.language, known });
  return { first: drafts[0]?.text ?? "", points };
}

/** Linux tells; elsewhere it is not measured. */
function memoryOf(pid: number | undefined): Costs["memory"] {
  const file = `/proc/${String(pid)}/status`;
  if (process.platform !== "linux" || !existsSync(file)) return null;
  const status = readFileSync(file, "utf8");
  const bytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "mu").exec(status)?.[1] ?? NaN) * 1024;
  return { resident: bytes("VmRSS"), peak: bytes("VmHWM") };
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array);
  return hash.digest("hex");
}
