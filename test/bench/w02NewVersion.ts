import { summaryOptionsSchema } from "../../electron/contract/summaryOptions.ts";
import { randomNumbers } from "../eval/figures.ts";
import { startApplication, type BenchApplication } from "./application.ts";
import type { BenchDocument } from "./documents.ts";
import { benchWords } from "./ourEngine.ts";
import { ratiosOf, showRatio, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostRatio = 0.2;
const parts = 16;

/** A new version of a document that was summarized: what did not change is not read again. */
export const newVersion: Workload = {
  id: "W2c",
  title: `the same through the application, summarized again after one chunk of ${parts} was edited`,
  goal: `≤ ${mostRatio.toFixed(2)}× the time of the whole`,
  withoutPeer: true,
  run,
};

interface Measured {
  readonly wholeMs: number;
  readonly againMs: number;
  readonly chunks: number;
  readonly reused: number;
}

async function run({ quick, model, threads, progress }: WorkloadContext): Promise<WorkloadResult> {
  if (quick) return { verdict: "not run", figure: "--quick: whole summaries of 24 k tokens take minutes", data: null };
  const rounds = 2;
  const application = await startApplication();
  try {
    const { client } = application;
    await application.addModel(model.path);
    await client.settings.set({ gpu: "cpu", threads, temperature: 0 });
    const measured: Measured[] = [];
    for (let round = 1; round <= rounds; round++) {
      const first = await application.add(documentOf(round, null));
      // The first one also loads the model, which is no part of either.
      if (round === 1) await client.models.load({ id: model.sha256 });
      const whole = await summarize(application, first);
      const second = await application.add(documentOf(round, Math.floor(parts / 2)));
      const previous = await client.compare.previous({ id: second });
      if (previous?.id !== first) throw new Error("The edited document was not told to be a new version.");
      const again = await summarize(application, second);
      measured.push({ wholeMs: whole.ms, againMs: again.ms, chunks: again.chunks, reused: again.reused });
      progress(
        `round ${round} of ${rounds}: whole ${(whole.ms / 1000).toFixed(1)} s, again ${(again.ms / 1000).toFixed(1)} s, ` +
          `${again.reused} of ${again.chunks} parts taken over`,
      );
      if (whole.chunks !== parts || again.chunks !== parts)
        throw new Error(`The document was cut into ${whole.chunks} and ${again.chunks} chunks instead of ${parts}.`);
    }
    return report(measured);
  } finally {
    await application.stop();
  }
}

/** Tokens of a section: as many as make it a chunk of its own. */
const chunkTokens = 1500;

async function summarize(
  { client, finish }: BenchApplication,
  documentId: string,
): Promise<{ readonly ms: number; readonly chunks: number; readonly reused: number }> {
  const from = performance.now();
  const { summaryId, jobId } = await client.summaries.start({
    documentId,
    options: summaryOptionsSchema.parse({ length: "short" }),
  });
  await finish(jobId);
  const ms = performance.now() - from;
  const { coverage } = await client.summaries.get({ id: summaryId });
  return { ms, chunks: coverage?.chunks.total ?? 0, reused: coverage?.chunks.reused ?? 0 };
}

/**
 * A section for each chunk, each with its heading.
 * @param edited the section in which a sentence says something else; null: none
 */
function documentOf(number: number, edited: number | null): BenchDocument {
  const random = randomNumbers(number);
  const word = (): string => benchWords[Math.floor(random() * benchWords.length)] ?? "";
  const sections = Array.from({ length: parts }, (_, section) => {
    const sentences: string[] = [];
    // A sentence's line has a number in brackets, and its first word's capital is not in the vocabulary.
    for (let left = chunkTokens; left > 0; left -= sentenceWords + 12) {
      const said = Array.from({ length: sentenceWords }, word).join(" ");
      sentences.push(`${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`);
    }
    if (section === edited) sentences[3] = "The board paid 4,700 euros for the boat in April.";
    const paragraphs = Array.from({ length: Math.ceil(sentences.length / 6) }, (_, place) =>
      sentences.slice(place * 6, place * 6 + 6).join(" "),
    );
    return `# Section ${section + 1}: ${word()} ${word()}\n\n${paragraphs.join("\n\n")}\n`;
  });
  const text = sections.join("\n");
  const fileName = `report-${number}${edited === null ? "" : "-edited"}.md`;
  return { fileName, text, words: text.split(/\s+/u).length, from: "generated" };
}

const sentenceWords = 18;

function report(measured: readonly Measured[]): WorkloadResult {
  const ratio = spreadOf(
    ratiosOf(
      measured.map(({ againMs }) => againMs),
      measured.map(({ wholeMs }) => wholeMs),
    ),
  );
  const inSeconds = (of: "wholeMs" | "againMs"): string => showSpread(spreadOf(measured.map((run) => run[of] / 1000)));
  const reused = [...new Set(measured.map((run) => `${run.reused} of ${run.chunks}`))].join(", ");
  return {
    verdict: ratio.median <= mostRatio ? "met" : "missed",
    figure: `${showRatio(ratio)}; ${reused} parts taken over`,
    notes: `${measured.length} rounds, each with another document. Whole: ${inSeconds("wholeMs")} s; again: ${inSeconds("againMs")} s.`,
    data: { ratio, measured },
  };
}
