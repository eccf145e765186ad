import type { GenerateRequest, GenerateResult } from "../../electron/core/engine/engine.ts";
import { quoteGrammar, type Quotable } from "../../electron/core/summarize/grammar.ts";
import { startOurEngine, textOf, type OurEngine } from "./ourEngine.ts";
import { ratiosOf, showRatio, showSpread, spreadOf, type Spread } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const leastGain = 1.15;
const leastEver = 0.97;

/** What repeats its prompt is written faster by looking ahead in it; what does not must not pay for that. */
export const lookup: Workload = {
  id: "W4",
  title:
    "decode with lookup against our own without: merges and answers to questions that repeat their sources, and prose that does not",
  goal: `≥ ${leastGain}× on merges and questions, never < ${leastEver}×`,
  withoutPeer: true,
  run,
};

interface Case {
  readonly name: string;
  readonly repeats: boolean;
  request(number: number): Omit<GenerateRequest, "priority">;
}

interface Answer {
  readonly tokensPerSecond: number;
  readonly tokens: number;
  readonly text: string;
}

interface Measured extends Case {
  readonly ours: Answer[];
  readonly without: Answer[];
}

type Tokenize = (text: string) => readonly number[];

/** The vocabulary of the model, without its weights. */
async function openVocabulary(file: string): Promise<{ tokenize: Tokenize; close(): Promise<void> }> {
  const { getLlama } = await import("node-llama-cpp");
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, progressLogs: false });
  const model = await llama.loadModel({ modelPath: file, vocabOnly: true });
  return { tokenize: (text) => model.tokenize(text).map(Number), close: () => llama.dispose() };
}

/**
 * A random model repeats nothing by itself, so the grammar has it quote: the one that a very small model answers under in the
 * application, with the sentences in the tokens in which they stand in the prompt, as a trained model would write them. Which
 * sentences it quotes, and all work of each token, are its own. The prose is drawn at temperature 1.
 */
function casesOf(quick: boolean, tokenize: Tokenize): readonly Case[] {
  const proseTokens = quick ? 48 : 128;
  return [
    {
      name: "merge",
      repeats: true,
      request: (number) => quoting(number, { sentences: 40, lines: quick ? 4 : 8 }, tokenize),
    },
    { name: "question", repeats: true, request: (number) => quoting(number, { sentences: 24, lines: 2 }, tokenize) },
    {
      name: "prose without repetition",
      repeats: false,
      request: (number) => ({
        turns: [{ role: "user", text: textOf(200, number) }],
        maxTokens: proseTokens,
        temperature: 1,
        seed: number,
      }),
    },
  ];
}

function quoting(
  number: number,
  { sentences, lines }: { readonly sentences: number; readonly lines: number },
  tokenize: Tokenize,
): Omit<GenerateRequest, "priority"> {
  const quotable = Array.from({ length: sentences }, (_, place): Quotable => {
    const text = textOf(16 + ((number + place * 5) % 9), number * 1000 + place).trim();
    return { number: place + 1, text: `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.` };
  });
  const prompt = quotable.map((quote) => `[${quote.number}] ${quote.text}`).join("\n");
  return {
    turns: [{ role: "user", text: `${textOf(12, number)}\n${prompt}` }],
    grammar: inTokens(quoteGrammar(quotable, { least: lines, most: lines, words: 0, characters: 0 }), tokenize),
    // More than the quotes have: the grammar ends the answer.
    maxTokens: lines * 120,
    temperature: 0,
    seed: 1,
  };
}

/** Lets each quote be written in one way only. */
function inTokens(grammar: string, tokenize: Tokenize): string {
  return grammar.replaceAll(/^(quote-\d+ ::=) "-( .*)( \[\d+\])"$/gmu, (_, rule: string, text: string, id: string) => {
    const tokens = tokenize(text).map((token) => `<[${token}]>`);
    return `${rule} "-" ${tokens.join(" ")} "${id}"`;
  });
}

async function run({ model, threads, quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  const rounds = quick ? 3 : 7;
  const contextSize = 2560;
  const vocabulary = await openVocabulary(model.path);
  const cases = casesOf(quick, vocabulary.tokenize);
  const ours = await startOurEngine(model, { threads, contextSize });
  try {
    const without = await startOurEngine(model, { threads, contextSize, lookup: false });
    try {
      const measured = cases.map((each): Measured => ({ ...each, ours: [], without: [] }));
      // One turn each unmeasured: pages of the file come into memory, and lookup sees what batches cost here.
      for (const each of measured) {
        await answer(ours, each.request(0));
        await answer(without, each.request(0));
      }
      for (let round = 1; round <= rounds; round++) {
        for (const [place, each] of measured.entries()) {
          const request = each.request(round * 10 + place);
          const turns = [
            async () => each.ours.push(await answer(ours, request)),
            async () => each.without.push(await answer(without, request)),
          ];
          for (const turn of round % 2 === 0 ? turns.toReversed() : turns) await turn();
          const [a, b] = [each.ours.at(-1), each.without.at(-1)];
          progress(
            `round ${round} of ${rounds}, ${each.name}: ${a?.tokens} tokens, ${a?.tokensPerSecond.toFixed(1)} a second with lookup, ${b?.tokensPerSecond.toFixed(1)} without`,
          );
        }
      }
      return report(measured, rounds);
    } finally {
      await without.stop();
    }
  } finally {
    await ours.stop();
    await vocabulary.close();
  }
}

async function answer({ engine }: OurEngine, request: Omit<GenerateRequest, "priority">): Promise<Answer> {
  const result: GenerateResult = await engine.generate({ ...request, priority: "background" });
  const { completionTokens, decodeMs, text, stop } = result;
  // An answer of another length than was asked for is not what is measured.
  if (stop !== (request.grammar === undefined ? "length" : "end")) throw new Error(`The answer ended by its ${stop}.`);
  // The first token comes with the prompt.
  return { tokens: completionTokens, text, tokensPerSecond: ((completionTokens - 1) * 1000) / decodeMs };
}

function report(measured: readonly Measured[], rounds: number): WorkloadResult {
  const gains = measured.map(({ ours, without }) => spreadOf(ratiosOf(ours.map(speedOf), without.map(speedOf))));
  const isMet = ({ repeats }: Measured, { median }: Spread): boolean => median >= (repeats ? leastGain : leastEver);
  const rows = measured.map((each, place) => {
    const { ours, without } = each;
    const same = ours.filter(({ text }, round) => text === without[round]?.text).length;
    const tokens = showSpread(spreadOf(ours.map(({ tokens }) => tokens)));
    const speeds = [ours, without].map((answers) => showSpread(spreadOf(answers.map(speedOf))));
    return `| ${each.name} | ${tokens} | ${speeds.join(" | ")} | ${showRatio(gains[place] ?? spreadOf([]))} | ${same} of ${rounds} |`;
  });
  return {
    verdict: measured.every((each, place) => isMet(each, gains[place] ?? spreadOf([]))) ? "met" : "missed",
    figure: measured.map(({ name }, place) => `${name}: ${showRatio(gains[place] ?? spreadOf([]))}`).join("; "),
    notes: `Medians and quartiles of ${rounds} rounds, one sequence at work.\n\n| | tokens | with lookup, tokens/s | without | gain | the same text |\n|---|---|---|---|---|---|\n${rows.join("\n")}`,
    data: {
      rounds,
      cases: measured.map(({ name, ours, without }, place) => ({ name, ours, without, gain: gains[place] })),
    },
  };
}

function speedOf({ tokensPerSecond }: Answer): number {
  return tokensPerSecond;
}
