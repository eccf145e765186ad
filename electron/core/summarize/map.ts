import { internalError } from "../../contract/errors.ts";
import type { Point, SummarySection } from "../../contract/summaries.ts";
import { mapBounds } from "./bounds.ts";
import type { Chunk } from "./chunks.ts";
import type { DraftClaim } from "./draft.ts";
import type { Part } from "./reuse.ts";
import { isEmpty } from "./isEmpty.ts";
import { keyOf, type Run, type RunInput, runSteps, stepOf, untitled } from "./runSteps.ts";
import { addToSections, emptySections, fillSections } from "./sections.ts";
import type { Step } from "./stepDeps.ts";
import { isRunningText } from "../text/documentText.ts";
import { countWords } from "../text/words.ts";

export interface MapInput extends RunInput {
  onPlan(chunks: number, sections: readonly SummarySection[]): void;
  /** A chunk is done; the sections it belongs to as they now stand. */
  onChunk(done: number, sections: readonly SummarySection[]): void;
  /** The model said nothing of a part: what else it is asked need not be waited for. */
  onUnfit(): void;
}

export interface MapRun extends Run {
  readonly input: MapInput;
}

export type Verify = (draft: DraftClaim, id: string) => Point;

export interface MapResult {
  /** the points of every chunk, in the order of the chunks */
  readonly drafts: DraftClaim[][];
  readonly sections: readonly SummarySection[];
}

/** The points of every chunk, and of every section of the document. */
export async function mapAll(run: MapRun, chunks: readonly Chunk[], verify: Verify): Promise<MapResult> {
  const { input, budget, pace } = run;
  const sections = emptySections(input.source);
  const drafts = new Map<number, DraftClaim[]>();
  const previews = new Map<number, readonly DraftClaim[]>();
  const add = (to: SummarySection[], index: number, points: readonly DraftClaim[]): SummarySection[] =>
    addToSections(to, points, chunks[index], (draft, number) =>
      verify(draft, `c${String(index + 1)}.${String(number)}`),
    );
  // A model shows what it can do on the first part that leaves it something to say: it begins the text, and is no table in its middle.
  const telling = chunks.findIndex((chunk) => mustSay(input, chunk));
  input.onPlan(chunks.length, sections);
  const running = runSteps({
    ...run,
    list: chunks.map((chunk) => mapStep(input, chunk, chunks.length, budget)),
    onPreview(index, points) {
      if (drafts.has(index)) return;
      previews.set(index, points);
      const shown = [...sections];
      const touched = [...previews].flatMap(([part, own]) => add(shown, part, own).map((section) => section.index));
      input.onChunk(
        drafts.size,
        [...new Set(touched)].flatMap((section) => shown[section] ?? []),
      );
    },
    onDone(index, points, recalled) {
      if (index === telling && points.every((point) => isEmpty(point, input.written))) {
        input.onUnfit();
        throw new UnfitModel();
      }
      drafts.set(index, points);
      previews.delete(index);
      const touched = add(sections, index, points);
      pace.done(recalled);
      input.onChunk(drafts.size, touched);
      if (!recalled) input.onProgress("mapping", drafts.size, chunks.length, pace.leftMs());
    },
  });
  // Kept parts are recalled before the first wait: the progress begins with them, not at nothing.
  input.onProgress("mapping", drafts.size, chunks.length, pace.leftMs());
  await running;
  if (writesFreely(input) && [...drafts.values()].every((points) => points.length === 0)) throw new UnfitModel();
  const inOrder = chunks.map(({ index }) => {
    const points = drafts.get(index);
    if (!points) throw internalError(`A part of the document was not read. part ${index}`);
    return points;
  });
  // A question is answered where the document does, not in every section.
  if (input.options.focus.trim() === "") {
    const filled = fillSections(input.source, sections, (draft, number) => verify(draft, `q${String(number)}.1`));
    if (filled.length > 0) input.onChunk(drafts.size, filled);
  }
  return { drafts: inOrder, sections };
}

/** The model wrote nothing that the document carries: of the first part, and would do no better with the others, or of any. */
export class UnfitModel extends Error {
  override readonly name = "UnfitModel";
}

/** Words of a part in sentences that leave a model something to say. */
const leastWords = 40;

/**
 * True of a part of which a model that writes has to say something: of rows of a table or lists of contents many a good one has nothing
 * to say, and a question need not be answered by every part.
 */
function mustSay(input: RunInput, chunk: Chunk): boolean {
  const prose = chunk.pieces.filter((piece) => piece.kind !== "tableRow" && isRunningText(piece));
  const words = countWords(prose.map(({ text }) => text).join(" "));
  return writesFreely(input) && words >= leastWords;
}

/** True where a model writes what it likes of a part, not what answers a question. */
function writesFreely({ model, options }: RunInput): boolean {
  return model.style === "instruct" && options.focus.trim() === "";
}

function mapStep(input: RunInput, chunk: Chunk, chunks: number, budget: Run["budget"]): Step {
  const bounds = mapBounds(input.options, chunk, chunks, budget);
  const { writer } = input;
  const alone = writer.map(untitled(input), { ...chunk, index: 0 }, Math.min(2, chunks), bounds);
  const part: Part = { key: keyOf(input, alone), pieces: chunk.pieces, merges: false };
  return {
    key: `map:${String(chunk.index)}`,
    ...stepOf(writer, writer.map(input, chunk, chunks, bounds), budget),
    part,
  };
}
