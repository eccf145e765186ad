import { expect, it } from "vitest";
import { emptyAnswer, writeAnswer } from "../../../electron/core/chat/writeAnswer.ts";
import { usualLimits } from "../../../electron/core/llm/chain/callLimit.ts";
import { chainModel } from "../../../electron/core/llm/chain/chainModel.ts";
import { createStandings } from "../../../electron/core/llm/chain/standings.ts";
import { createMember, type Fault } from "../../helpers/chainMembers.ts";
import { createSkippingClock } from "../engine/fakeClock.ts";

const clock = createSkippingClock();
const logger = { info() {}, warn() {}, error() {} };

/** Who wrote an answer for which A is asked first, then B. */
async function writersOf(fault: (call: number) => Fault | null): Promise<(string | undefined)[]> {
  const answer = emptyAnswer();
  const members = ["A", "B"].map((name) => {
    const { model } = createMember({
      name,
      clock,
      answer: () => "The roof is to be repaired in spring.",
      ...(name === "A" ? { fault } : {}),
    });
    return { model, shares: false };
  });
  const model = chainModel(members, { clock, logger, standings: createStandings(clock), limits: usualLimits });
  await writeAnswer(
    // Without documents nothing is looked up.
    { logger } as never,
    {
      model,
      context: { systemPrompt: "", documents: [], turns: [{ role: "user", text: "And the roof?", citations: [] }] },
      temperature: 0,
      seed: 1,
      signal: new AbortController().signal,
    },
    answer,
    { onStage() {}, onReceipt() {}, onText() {}, onThought() {} },
  );
  return answer.wrote.map(({ endpoint }) => endpoint);
}

it("says of several models those that wrote any of an answer, in their order", async () => {
  expect(await writersOf(() => null)).toEqual(["A"]);
  expect(await writersOf(() => "refused")).toEqual(["B"]);
  // What A wrote was shown, and B goes on from there.
  expect(await writersOf(() => "broken")).toEqual(["A", "B"]);
});
