import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../bench/arguments.ts";

const choice = { workloads: ["W1", "W2", "W2c"], others: ["reading", "store"] };

describe("arguments of the bench", () => {
  it("runs everything on all cores where nothing is said", () => {
    expect(parseArguments([], choice)).toEqual({
      quick: false,
      peer: null,
      against: null,
      model: null,
      threads: availableParallelism(),
      workloads: ["W1", "W2", "W2c"],
      others: ["reading", "store"],
    });
  });

  it("runs what is named, in the order of the table and in either case", () => {
    const named = [
      "w2C",
      "--quick",
      "W1",
      "--peer",
      "/opt/llama-server",
      "--against",
      "../before",
      "--model",
      "a.gguf",
      "--threads",
      "3",
    ];
    expect(parseArguments(named, choice)).toEqual({
      quick: true,
      peer: "/opt/llama-server",
      against: "../before",
      model: "a.gguf",
      threads: 3,
      workloads: ["W1", "W2c"],
      others: [],
    });
    expect(parseArguments(["reading"], choice)).toMatchObject({ workloads: [], others: ["reading"] });
  });

  it.each([
    [["W12"], "Unknown: W12. There are: W1, W2, W2c, reading, store."],
    [["--threads", "0"], "--threads takes a number from 1 to 512, not 0."],
    [["--threads", "two"], "--threads takes a number from 1 to 512, not two."],
    [["--fast"], "--fast"],
  ])("refuses %j in words", (args, words) => {
    expect(() => parseArguments(args, choice)).toThrow(TypeError);
    expect(() => parseArguments(args, choice)).toThrow(words);
  });
});
