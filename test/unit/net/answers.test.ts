import { expect, it } from "vitest";
import { readUpTo, retryAfter } from "../../../electron/core/net/answers.ts";

const now = Date.UTC(2026, 4, 1, 12, 0, 0);
const inAMinute = "Fri, 01 May 2026 12:01:00 GMT";

it.each<[string, Record<string, string>, number | null]>([
  ["nothing", {}, null],
  ["an empty value", { "retry-after": " " }, null],
  ["words", { "retry-after": "soon" }, null],
  ["a number below 0", { "retry-after": "-5" }, null],
  ["seconds", { "retry-after": "7" }, 7],
  ["parts of a second", { "retry-after": "0.2" }, 1],
  ["more than an hour", { "retry-after": "86400" }, 3600],
  ["a date", { "retry-after": inAMinute }, 60],
  ["a date that is over", { "retry-after": "Fri, 01 May 2026 11:00:00 GMT" }, 0],
  ["a date of a clock that is before ours", { "retry-after": inAMinute, date: "Fri, 01 May 2026 12:00:30 GMT" }, 30],
  ["a date beside none that can be read", { "retry-after": inAMinute, date: "today" }, 60],
])("reads how long to wait from %s", (_, headers, seconds) => {
  expect(retryAfter(new Headers(headers), now)).toBe(seconds);
});

it("reads no more of an answer than it is told to", async () => {
  let told = 0;
  async function* pieces() {
    for (; ; told += 1) yield "1234";
  }
  expect(await readUpTo(pieces(), 10)).toBe("123412341234");
  expect(told).toBe(2);
});
