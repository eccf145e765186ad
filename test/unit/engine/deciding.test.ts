import type { Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { probabilitiesOf } from "../../../electron/engineProcess/deciding.ts";

/** A letter is a token; 0 ends. */
const tokenize = (text: string): Token[] => Array.from(text, (letter) => letter.codePointAt(0) as Token);
const end = 0 as Token;
const textOf = (tokens: readonly Token[]): string =>
  tokens.map((token) => (token === end ? "." : String.fromCodePoint(token))).join("");

/** @param chances of letters behind what was written; what is missing has none */
async function decide(
  choices: readonly string[],
  chances: (written: string) => Readonly<Record<string, number>>,
  ending: Token | null = end,
) {
  const asked: string[] = [];
  const probabilities = await probabilitiesOf({
    choices,
    tokenize,
    end: ending,
    evaluate(path, candidates) {
      asked.push(textOf(path));
      const known = chances(textOf(path));
      return Promise.resolve(
        new Map(
          candidates.flatMap((token) => {
            const chance = known[textOf([token])];
            return chance === undefined ? [] : [[token, Math.log(chance)] as const];
          }),
        ),
      );
    },
  });
  return { probabilities: probabilities.map((value) => Math.round(value * 1000) / 1000), asked };
}

describe("the probability of each choice", () => {
  it("is what the model gives it among the choices, with one question where all part at once", async () => {
    const { probabilities, asked } = await decide(["yes", "no"], () => ({ y: 0.3, n: 0.1, x: 0.6 }));
    expect(probabilities).toEqual([0.75, 0.25]);
    expect(asked).toEqual([""]);
  });

  it("is the product along a choice whose tokens part more than once", async () => {
    const { probabilities, asked } = await decide(["ab", "ac", "d"], (written) =>
      written === "" ? { a: 0.5, d: 0.5 } : { b: 0.2, c: 0.6 },
    );
    expect(probabilities).toEqual([0.125, 0.375, 0.5]);
    expect(asked).toEqual(["", "a"]);
  });

  it("counts the end of a choice that is the beginning of another one", async () => {
    const { probabilities } = await decide(["no", "none"], () => ({ ".": 0.9, n: 0.1 }));
    expect(probabilities).toEqual([0.9, 0.1]);
  });

  it("is shared by choices that are the same, and evenly where the model tells nothing", async () => {
    expect((await decide(["a", "a", "b"], () => ({ a: 0.5, b: 0.5 }))).probabilities).toEqual([0.25, 0.25, 0.5]);
    expect((await decide(["a", "b"], () => ({}))).probabilities).toEqual([0.5, 0.5]);
    expect((await decide(["only"], () => ({}))).probabilities).toEqual([1]);
    expect((await decide([], () => ({}))).probabilities).toEqual([]);
  });
});
