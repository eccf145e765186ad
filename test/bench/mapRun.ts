import { asPrompt, templateTokens, textOf, type OurEngine } from "./ourEngine.ts";
import type { PeerServer } from "./peerServer.ts";

/** A long document as a summary asks it of a model: chunks with the same instructions before each, then merges, four to one. */
export interface MapPlan {
  /** one level after the other; a level begins when the one before is done, because it is made of it */
  readonly levels: readonly (readonly Question[])[];
  readonly promptTokens: number;
  readonly writtenTokens: number;
}

interface Question {
  readonly text: string;
  readonly tokens: number;
}

export interface MapSize {
  readonly chunks: number;
  /** of a chunk with its instructions */
  readonly chunkTokens: number;
  /** of the notes of four children and the sentences they cite, with the instructions */
  readonly mergeTokens: number;
  /** those that begin every prompt alike */
  readonly instructionTokens: number;
  /** of every answer */
  readonly answerTokens: number;
}

export const wholeSize: MapSize = {
  chunks: 16,
  chunkTokens: 1500,
  mergeTokens: 600,
  instructionTokens: 250,
  answerTokens: 120,
};
export const quickSize: MapSize = {
  chunks: 8,
  chunkTokens: 128,
  mergeTokens: 128,
  instructionTokens: 48,
  answerTokens: 24,
};

/**
 * Another document for another number. What a merge reads is written here and not taken from the answers, so that all sides
 * read the same whatever they wrote.
 */
export function planMap(size: MapSize, number: number): MapPlan {
  const question = (tokens: number, instructions: number, place: number): Question => ({
    text:
      textOf(size.instructionTokens, instructions) +
      textOf(tokens - size.instructionTokens - templateTokens, number * 1000 + place),
    tokens: size.answerTokens,
  });
  const levels: Question[][] = [
    Array.from({ length: size.chunks }, (_, place) => question(size.chunkTokens, mapInstructions, place)),
  ];
  for (let nodes = size.chunks; nodes > 1;) {
    nodes = Math.ceil(nodes / 4);
    const place = levels.length * 100;
    levels.push(Array.from({ length: nodes }, (_, n) => question(size.mergeTokens, mergeInstructions, place + n)));
  }
  const merges = levels.slice(1).flat().length;
  return {
    levels,
    promptTokens: size.chunks * size.chunkTokens + merges * size.mergeTokens,
    writtenTokens: (size.chunks + merges) * size.answerTokens,
  };
}

/** Numbers of the texts that stand for the instructions of a step: the same for every document. */
const mapInstructions = 1_000_001;
const mergeInstructions = 1_000_002;

/** What a run took, and how much of the prompts had to be evaluated. */
export interface MapRun {
  readonly ms: number;
  readonly evaluatedTokens: number;
}

/** In waves of as many as the engine says, as a summary does it; `width: 1`: one call after another. */
export async function mapOurs(ours: OurEngine, { levels }: MapPlan, width: number | null): Promise<MapRun> {
  const from = performance.now();
  let evaluatedTokens = 0;
  for (const level of levels) {
    for (let next = 0; next < level.length;) {
      const most = width ?? (await ours.parallelism());
      const wave = level.slice(next, next + most).map(async ({ text, tokens }) => {
        const result = await ours.answer({ prompt: text, tokens, priority: "background" });
        evaluatedTokens += result.evaluatedPromptTokens;
      });
      await Promise.all(wave);
      next += most;
    }
  }
  return { ms: performance.now() - from, evaluatedTokens };
}

/** As many requests at a time as there are slots, the next as soon as one is answered: the best a caller can do. */
export async function mapPeers(server: PeerServer, { levels }: MapPlan, slots: number): Promise<MapRun> {
  const from = performance.now();
  let evaluatedTokens = 0;
  for (const level of levels) {
    const open = [...level];
    const worker = async (): Promise<void> => {
      for (let question = open.shift(); question; question = open.shift()) {
        const { text, tokens } = question;
        // The instructions stand in every slot after its first request; who asks for it need not read them again.
        const answer = await server.complete({ prompt: asPrompt(text), tokens, reusePrompt: true });
        evaluatedTokens += answer.evaluatedPromptTokens;
      }
    };
    await Promise.all(Array.from({ length: slots }, worker));
  }
  return { ms: performance.now() - from, evaluatedTokens };
}
