import type { Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { createLoopWatch } from "../../../electron/core/llm/repetition.ts";
import { spell, type Vocabulary, writeAnswer, type WritingRequest } from "../../../electron/engineProcess/writing.ts";

const control = ["<|begin|>", "[THINK]", "[/THINK]"];

/** A vocabulary of single bytes, with control tokens above them. */
const vocabulary: Vocabulary = {
  isSpecialToken: (token) => token >= 256,
  detokenize: (tokens, special = false) =>
    Buffer.concat(
      tokens.map((token) =>
        token < 256 ? Buffer.of(token) : Buffer.from(special ? (control[token - 256] ?? "") : ""),
      ),
    ).toString(),
};

function tokens(text: string): Token[] {
  const parts = text.split(/(<\|begin\|>|\[\/?THINK\])/u);
  return parts.flatMap((part) =>
    control.includes(part) ? [(256 + control.indexOf(part)) as Token] : ([...Buffer.from(part)] as Token[]),
  );
}

interface Script {
  /** what it says at each call; the last one ends where it ends */
  readonly says: readonly string[];
}

async function write({ says }: Script, more: Partial<WritingRequest> = {}) {
  const asked: string[] = [];
  const shown = { text: "", thought: "" };
  const forced: boolean[] = [];
  let clock = 0;
  const prompt = tokens("<|begin|>Hello");
  const written = await writeAnswer(
    {
      async *evaluate(given, mustSpeak) {
        const text = says[asked.length] ?? "";
        asked.push(vocabulary.detokenize(given, true));
        forced.push(mustSpeak());
        for (const token of tokens(text)) {
          await Promise.resolve();
          clock += 10;
          yield token;
        }
      },
      vocabulary,
      now: () => clock,
    },
    {
      prompt,
      evaluated: prompt.length - 1,
      from: "start",
      afterSpace: false,
      maxTokens: 1000,
      room: 4000,
      mostThoughtTokens: 100,
      marks: [{ open: spell(vocabulary, tokens("[THINK]")), close: spell(vocabulary, tokens("[/THINK]")) }],
      stops: [],
      closing: tokens("[/THINK]"),
      watchLoops: () => createLoopWatch(""),
      ...more,
    },
    { onText: (text) => (shown.text += text), onThought: (text) => (shown.thought += text) },
  );
  return { ...written, asked, shown, forced };
}

describe("an answer", () => {
  it("is what the model says, in whole characters", async () => {
    const { text, thought, stop, asked, shown } = await write({ says: ["Größe: 5 m²"] });
    expect({ text, thought, stop, asked }).toEqual({ text: "Größe: 5 m²", thought: null, stop: "end", asked: ["o"] });
    expect(shown.text).toBe(text);
  });

  it("is cut off by its bound, and by what the context holds", async () => {
    expect(await write({ says: ["abcdefgh"] }, { maxTokens: 3 })).toMatchObject({ text: "abc", stop: "length" });
    expect(await write({ says: ["abcdefgh"] }, { room: 5 })).toMatchObject({ text: "abcde", stop: "length" });
  });

  it("goes on where it broke off, with one space", async () => {
    expect(await write({ says: [" the end"] }, { from: "answer" })).toMatchObject({ text: " the end" });
    expect(await write({ says: [" the end"] }, { from: "answer", afterSpace: true })).toMatchObject({
      text: "the end",
    });
  });

  it("is cut where it goes round in circles", async () => {
    const sentence = "The rent is due on the first day of each month. ";
    const { text, stop, shown } = await write({ says: [sentence.repeat(20)] }, { maxTokens: 5000 });
    expect({ text, stop }).toEqual({ text: sentence.trim(), stop: "loop" });
    expect(shown.text.startsWith(text)).toBe(true);
  });
});

describe("a thought", () => {
  it("is told apart, with its time", async () => {
    const { text, thought, shown, stop } = await write({ says: ["[THINK]", "Hm.[/THINK]", "Yes."] });
    expect({ text, stop, shown }).toEqual({ text: "Yes.", stop: "end", shown: { text: "Yes.", thought: "Hm." } });
    // Three letters and the closing mark.
    expect(thought).toEqual({ text: "Hm.", ms: 40, tokens: 4, cut: null });
  });

  it("may be begun by the prompt", async () => {
    const { text, thought } = await write({ says: ["Hm.[/THINK]", "Yes."] }, { from: "thought" });
    expect([text, thought?.text]).toEqual(["Yes.", "Hm."]);
  });

  it("is closed when its own tokens are used up, and the answer asked for", async () => {
    const { text, thought, asked } = await write(
      { says: ["[THINK]", "I wonder and wonder", "Yes."] },
      { mostThoughtTokens: 8 },
    );
    expect([text, thought]).toEqual(["Yes.", { text: "I wonder", ms: 80, tokens: 8, cut: "bound" }]);
    expect(asked.at(-1)).toBe("r[/THINK]");
  });

  it("is closed when it goes round in circles", async () => {
    const round = "But wait, is the rent due on the first day? ";
    const { text, thought } = await write({ says: ["[THINK]", round.repeat(30), "Yes."] }, { mostThoughtTokens: 5000 });
    expect([text, thought?.cut]).toEqual(["Yes.", "loop"]);
  });

  it("that ends without an answer is closed, and something must be said", async () => {
    const { text, thought, forced } = await write({ says: ["[THINK]", "The answer is yes.", "Yes."] });
    expect([text, thought?.text, thought?.cut]).toEqual(["Yes.", "The answer is yes.", "end"]);
    expect(forced).toEqual([false, false, true]);
  });

  it("leaves the answer its own bound", async () => {
    const { text, stop, thought } = await write(
      { says: ["[THINK]", `${"Hm, well, and so on. ".slice(0, 20)}[/THINK]`, "Certainly."] },
      { maxTokens: 9 },
    );
    expect([text, stop, thought?.tokens]).toEqual(["Certainly".slice(0, text.length), "length", 21]);
    expect(text.length).toBeGreaterThan(6);
  });

  it("whose beginning nobody saw is taken back", async () => {
    const { text, thought, shown } = await write({ says: ["Hm, so it is.[/THINK]Yes."] });
    expect([text, thought?.text]).toEqual(["Yes.", "Hm, so it is."]);
    expect(shown.text).toBe("Hm, so it is.Yes.");
  });

  it("is no matter of an answer that keeps to a grammar", async () => {
    const { text, thought } = await write({ says: ["<think>"] }, { marks: [], from: "answer", watchLoops: null });
    expect([text, thought]).toEqual(["<think>", null]);
  });
});

describe("a call", () => {
  const tide = '{"name": "tide", "arguments": {}}';
  const told = async (text: string, isCall: boolean) => {
    const begun: [string, boolean][] = [];
    let called = "";
    const written = await write(
      { says: [text] },
      {
        calls: {
          marks: ["<call>"],
          names: ["tide"],
          onBegin(begin, isMarked) {
            begun.push([begin, isMarked]);
            return isCall;
          },
          onText: (piece) => (called += piece),
        },
      },
    );
    return { text: written.text, calls: written.calls, shown: written.shown.text, begun, called };
  };

  it("begins with its mark, behind text or not, or with the name of a tool at the beginning of the answer", async () => {
    expect(await told(`So.<call>${tide}`, true)).toEqual({
      text: "So.",
      shown: "So.",
      calls: tide,
      called: tide,
      begun: [["", true]],
    });
    const plain = await told(`\`\`\`json\n${tide}\n`, true);
    expect(plain).toEqual({
      text: "",
      shown: "",
      calls: `${tide}\n`,
      called: `${tide}\n`,
      begun: [['{"name": "tide"', false]],
    });
    expect(await told(`So: ${tide}`, true)).toMatchObject({ text: `So: ${tide}`, calls: null, begun: [] });
  });

  it("is text where it cannot go on as it began", async () => {
    expect(await told(tide, false)).toMatchObject({ text: tide, shown: tide, calls: null, called: "" });
  });
});
