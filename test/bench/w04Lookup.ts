import type { GenerateRequest, GenerateResult } from "../../electron/core/llm/local/engine.ts";
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
 * A random model repeats nothing by itself, so a grammar has it quote sentences of the prompt, in the tokens in which they stand
 * there, as a trained model would write them. Which sentences it quotes, and all work of each token, are its own. The prose is drawn
 * at temperature 1.
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
  const quotable = Array.from({ length: sentences }, (_, place) => {
    const text = textOf(16 + ((number + place * 5) % 9), number * 1000 + place).trim();
    return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
  });
  const prompt = quotable.map((text, place) => `[${place + 1}] ${text}`).join("\n");
  return {
    turns: [{ role: "user", text: `${textOf(12, number)}\n${prompt}` }],
    grammar: quotingGrammar(quotable, lines, tokenize),
    // More than the quotes have: the grammar ends the answer.
    maxTokens: lines * 120,
    temperature: 0,
    seed: 1,
  };
}

/** GBNF of so many quotes, `- sentence [3]` each on a line, each once and in their order, in one way of writing them only. */
function quotingGrammar(quotable: readonly string[], lines: number, tokenize: Tokenize): string {
  const rules = ["root ::= line-1-0"];
  // line-n-p: the n-th line, of a sentence from place p on; enough are left for the lines behind it.
  for (let line = 1; line <= lines; line += 1) {
    const lastPlace = quotable.length - 1 - (lines - line);
    for (let place = line - 1; place <= lastPlace; place += 1) {
      const rest = line < lines ? ` "\\n" line-${line + 1}-${place + 1}` : "";
      const others = place < lastPlace ? ` | line-${line}-${place + 1}` : "";
      rules.push(`line-${line}-${place} ::= quote-${place}${rest}${others}`);
    }
  }
  for (const [place, text] of quotable.entries()) {
    const tokens = tokenize(` ${text}`).map((token) => `<[${token}]>`);
    rules.push(`quote-${place} ::= "-" ${tokens.join(" ")} " [${place + 1}]"`);
  }
  return `${rules.join("\n")}\n`;
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
