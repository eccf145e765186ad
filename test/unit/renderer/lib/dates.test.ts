import { expect, it } from "vitest";
import { dateGroupOf, groupByDate } from "../../../../renderer/lib/dates.ts";

const at = (day: number, hour = 12, month = 10) => new Date(2026, month, day, hour).getTime();
const now = at(24, 9);

it("goes by the days of the calendar, not by spans of 24 hours", () => {
  expect(dateGroupOf(at(24, 0), now)).toBe("today");
  expect(dateGroupOf(at(23, 23), now)).toBe("yesterday");
  expect(dateGroupOf(at(23, 0), now)).toBe("yesterday");
  expect(dateGroupOf(at(22, 23), now)).toBe("thisWeek");
  expect(dateGroupOf(at(18, 0), now)).toBe("thisWeek");
  expect(dateGroupOf(at(17, 23), now)).toBe("thisMonth");
  expect(dateGroupOf(at(26, 0, 9), now)).toBe("thisMonth");
  expect(dateGroupOf(at(25, 23, 9), now)).toBe("earlier");
});

it("takes what lies in the future for today's", () => {
  expect(dateGroupOf(at(30), now)).toBe("today");
});

it("puts pinned things first, whatever their date, and the newest first in each group", () => {
  const things = [
    { id: "old", pinned: false, updatedAt: at(1, 1, 1) },
    { id: "morning", pinned: false, updatedAt: at(24, 7) },
    { id: "pinned", pinned: true, updatedAt: at(2, 1, 1) },
    { id: "now", pinned: false, updatedAt: at(24, 9) },
  ];
  expect(groupByDate(things, now).map(({ group, things: members }) => [group, members.map(({ id }) => id)])).toEqual([
    ["pinned", ["pinned"]],
    ["today", ["now", "morning"]],
    ["earlier", ["old"]],
  ]);
});

it("has no groups without things", () => {
  expect(groupByDate([], now)).toEqual([]);
});
