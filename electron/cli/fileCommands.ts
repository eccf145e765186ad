import path from "node:path";
import { createFileReading, type FileReading } from "../api/createFileReading.ts";
import type { ProcessSpawner } from "../core/ports.ts";
import { createNodeThreads } from "../host/nodeThreads.ts";
import { systemClock } from "../host/systemClock.ts";
import { eachFile, newState } from "./eachFile.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { printComparison } from "./printComparison.ts";
import { createProgress } from "./progress.ts";
import { save, savedFormat } from "./save.ts";
import { jsonLine, words } from "./words.ts";

/* What needs no library: it may run beside the application, and any number of times at once. */

export async function read(args: readonly string[], signal: AbortSignal, spawner: ProcessSpawner): Promise<number> {
  const options = parseOptions("read", args);
  if (options.words.length === 0) throw usage({ reason: "NO_FILE", command: "read" });
  await using reading = openReading(spawner);
  return await eachFile(options.words, signal, newState(), async (file) => {
    const { document, pages } = await readOne(reading, file, { options, signal });
    if (!options.json) {
      for (const page of pages) process.stdout.write(`${page.text}\n\f`);
      return;
    }
    const { id, name, format, title, language } = document;
    const shown = pages.map(
      ({ number, label, text, blocks, tables, sentences, status, reason, confidence, markup, doubtful }) => ({
        number,
        // In words, as it always was, with its facts beside it.
        label: label && words.label(label),
        ...(label ? { labelFacts: label } : {}),
        text,
        blocks,
        tables,
        sentences,
        status,
        reason,
        ...(confidence === undefined ? {} : { confidence }),
        ...(markup ? { markup } : {}),
        ...(doubtful ? { doubtful } : {}),
      }),
    );
    process.stdout.write(jsonLine({ document: { sha256: id, name, format, title, language }, pages: shown }));
  });
}

export async function compare(args: readonly string[], signal: AbortSignal, spawner: ProcessSpawner): Promise<number> {
  const options = parseOptions("compare", args);
  const [first, second, ...more] = options.words;
  if (first === undefined || second === undefined || more.length > 0) throw usage({ reason: "COMPARE" });
  const { save: target } = options;
  const format = target === null ? null : savedFormat("comparison", target);
  await using reading = openReading(spawner);
  const before = await readOne(reading, first, { options, signal });
  const after = await readOne(reading, second, { options, signal });
  const comparison = await reading.compare(before, after, signal);
  if (target !== null && format !== null) await save(target, await reading.export(comparison, format));
  process.stdout.write(options.json ? jsonLine(comparison) : printComparison(comparison));
  return 0;
}

function openReading(spawner: ProcessSpawner): FileReading {
  return createFileReading({ spawner, threads: createNodeThreads(), clock: systemClock });
}

function readOne(
  reading: FileReading,
  file: string,
  { options: { password }, signal }: { readonly options: Options; readonly signal: AbortSignal },
) {
  const progress = createProgress(path.basename(file));
  return reading.read(file, { password, signal, onProgress: progress.show }).finally(progress.end);
}
