import { expect, it } from "vitest";
import type { AnswerValue } from "../../../electron/contract/answerTables.ts";
import { isSameValue } from "../../../electron/core/answerTables/sameValue.ts";

const money = (amount: number, currency: string | null): AnswerValue => ({ kind: "money", amount, currency });
const date = (text: string): AnswerValue => ({ kind: "date", date: text });
const period = (text: string): AnswerValue => ({ kind: "period", period: text });
const party = (name: string): AnswerValue => ({ kind: "party", party: name });

it.each<[AnswerValue, AnswerValue, boolean]>([
  [money(1240, "EUR"), money(1240, null), true],
  [money(1240, "EUR"), money(1240, "USD"), false],
  [money(1240, "EUR"), money(1241, "EUR"), false],
  [date("2025-05-01"), date("2025-05"), true],
  [date("2025-05-01"), date("2025-05-02"), false],
  [period("P12M"), period("P1Y"), true],
  [period("P30D"), period("P1M"), false],
  [period("P14D"), period("P2W"), true],
  [party("Harbour Street Housing Cooperative"), party("The Harbour Street Housing Cooperative"), true],
  [party("Mateo Rivas"), party("Mateo Okafor"), false],
  [party("Rivas"), party("Mateo Rivas"), true],
  [{ kind: "boolean", boolean: true }, { kind: "boolean", boolean: false }, false],
  [{ kind: "number", number: 74, unit: "m²" }, { kind: "number", number: 74, unit: null }, true],
  [money(3, null), { kind: "number", number: 3, unit: null }, false],
])("%j and %j: %s", (one, other, same) => {
  expect(isSameValue(one, other)).toBe(same);
  expect(isSameValue(other, one)).toBe(same);
});
