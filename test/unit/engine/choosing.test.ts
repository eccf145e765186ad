import type { Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { type ChoosingInput, chooseLines, seededRandom } from "../../../electron/engineProcess/choosing.ts";

/** A letter is a token; 0 ends. */
const tokenize = (text: string): Token[] => Array.from(text, (letter) => letter.codePointAt(0) as Token);
const end = 0 as Token;

interface Asked {
  readonly evaluated: string;
  readonly candidates: string;
}

/** @param likes the letters a model would write next, the dearest first; what is missing is least dear */
function choosing(
  input: Pick<ChoosingInput["choice"], "lines"> & Partial<ChoosingInput["choice"] & ChoosingInput>,
  likes: (written: string) => string,
) {
  const asked: Asked[] = [];
  const textOf = (tokens: readonly Token[]): string =>
    tokens.map((token) => (token === end ? "." : String.fromCodePoint(token))).join("");
  let written = "";
  const result = chooseLines({
    choice: { lines: input.lines, least: input.least ?? 1, most: input.most ?? 9 },
    start: tokenize(">"),
    tokenize,
    end: input.end === undefined ? end : input.end,
    temperature: input.temperature ?? 0,
    random: input.random ?? (() => 0),
    mostTokens: input.mostTokens ?? 1000,
    evaluate(tokens, candidates) {
      written += textOf(tokens);
      asked.push({ evaluated: textOf(tokens), candidates: textOf(candidates) });
      const order = likes(written);
      const logitOf = (token: Token): number => {
        const place = order.indexOf(textOf([token]));
        return place === -1 ? -100 : -place;
      };
      return Promise.resolve(new Map(candidates.map((token) => [token, logitOf(token)])));
    },
  });
  return { result, asked };
}

describe("a choice among lines", () => {
  it("asks the model only where lines part, and has all between evaluated at once", async () => {
    const { result, asked } = choosing({ lines: ["- abcd", "- abxy", "- wind"] }, (written) =>
      written.endsWith("ab") ? "xc" : written.endsWith("y") ? "." : "a",
    );
    expect(await result).toEqual({ text: "- abxy", tokens: 6, cut: false });
    expect(asked).toEqual([
      { evaluated: ">- ", candidates: "aw" },
      { evaluated: "ab", candidates: "cx" },
      // Whether another line follows, of those behind.
      { evaluated: "xy", candidates: "\n." },
    ]);
  });

  it("asks nothing where there is nothing to choose", async () => {
    const { result, asked } = choosing({ lines: ["one", "two"], least: 2 }, () => "");
    expect(await result).toMatchObject({ text: "one\ntwo", cut: false });
    expect(asked).toEqual([]);
  });

  it("takes each line once, in their order, at least and at most as many as asked for", async () => {
    const lines = ["a", "b", "c", "d"];
    const choose = async (least: number, most: number, dear: string): Promise<string> =>
      (await choosing({ lines, least, most }, () => dear).result).text;
    expect(await choose(1, 9, ".d")).toBe("d");
    // What is still needed has to come behind.
    expect(await choose(2, 9, ".dc")).toBe("c\nd");
    expect(await choose(9, 9, ".d")).toBe("a\nb\nc\nd");
    expect(await choose(1, 2, "\nbc")).toBe("b\nc");
    expect(await choose(1, 9, "\nbdc")).toBe("b\nd");
  });

  it("goes on to the most there may be with a model that has no end", async () => {
    const { result } = choosing({ lines: ["a", "b", "c"], end: null, most: 2 }, () => "bc");
    expect((await result).text).toBe("b\nc");
  });

  it("ends where a line is the beginning of another one", async () => {
    const { result } = choosing({ lines: ["ab", "abc"], most: 1 }, () => "c");
    expect((await result).text).toBe("ab");
  });

  it("leaves out what has no room, and says where it had to come", async () => {
    const roomy = choosing({ lines: ["a long line", "b"], mostTokens: 5 }, () => "a");
    expect(await roomy.result).toMatchObject({ text: "b", cut: false });
    const tight = choosing({ lines: ["a long line", "another"], least: 2, mostTokens: 12 }, () => "a");
    expect(await tight.result).toMatchObject({ text: "a long line", cut: true });
  });

  it("draws by the logits where there is a temperature, the same for the same seed", async () => {
    const lines = ["a", "b"];
    const drawn = async (temperature: number, random: () => number): Promise<string> =>
      (await choosing({ lines, most: 1, temperature, random }, () => "ab").result).text;
    const many = async (temperature: number): Promise<string[]> => {
      const random = seededRandom(3);
      return await Promise.all(Array.from({ length: 400 }, () => drawn(temperature, random)));
    };
    // The logits are 0 and -1: 1 / (1 + e^-1) is 0.73.
    const share = (await many(1)).filter((text) => text === "a").length / 400;
    expect(share).toBeGreaterThan(0.65);
    expect(share).toBeLessThan(0.81);
    expect(new Set(await many(0))).toEqual(new Set(["a"]));
    expect(await many(1)).toEqual(await many(1));
  });
});
