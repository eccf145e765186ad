import { describe, expect, it } from "vitest";
import { datesOf } from "../../../electron/core/text/dates.ts";
import { periodsOf } from "../../../electron/core/text/periods.ts";
import { timesOf } from "../../../electron/core/text/times.ts";

function dates(text: string, language: string): string[] {
  return datesOf(text, language).map(({ options }) =>
    options.map(({ year, month, day }) => [year, month, day].map((part) => part ?? "").join("-")).join("|"),
  );
}

describe("dates", () => {
  it.each([
    ["01.03.2024", "de", ["2024-3-1"]],
    ["01.03.2024", "en", ["2024-3-1"]],
    ["03/04/2024", "en", ["2024-4-3|2024-3-4"]],
    ["03/04/2024", "fr", ["2024-4-3"]],
    ["2024-03-01", "en", ["2024-3-1"]],
    ["am 3.10. um 12 Uhr", "de", ["-10-3"]],
    ["vom 3. bis 5. Mai 2024", "de", ["2024-5-3", "2024-5-5"]],
    ["May 3-5, 2024", "en", ["-5-3", "2024-5-5"]],
    ["on 7 and 14 May", "en", ["-5-7", "-5-14"]],
    ["du 3 au 5 mai 2024", "fr", ["2024-5-3", "2024-5-5"]],
    ["del 3 al 5 de mayo de 2024", "es", ["2024-5-3", "2024-5-5"]],
    ["il 1° marzo 2024", "it", ["2024-3-1"]],
    ["em 7 de março de 2020", "pt", ["2020-3-7"]],
    ["op 3 mei 2024", "nl", ["2024-5-3"]],
    ["im Mai", "de", ["-5-"]],
    ["He shot out 12 tyres two years ago, 5 of them new.", "en", []],
    ["It may rain, and they march on.", "en", []],
  ])("%s (%s)", (text, language, right) => {
    expect(dates(text, language)).toEqual(right);
  });
});

describe("periods", () => {
  it.each([
    ["on Monday", "en", ["weekday 1"]],
    ["am Donnerstag", "de", ["weekday 4"]],
    ["le vendredi", "fr", ["weekday 5"]],
    ["el miércoles", "es", ["weekday 3"]],
    ["sabato", "it", ["weekday 6"]],
    ["na segunda", "pt", ["weekday 1"]],
    ["op zondag", "nl", ["weekday 7"]],
    ["Q3 2023", "en", ["quarter 3 2023"]],
    ["the third quarter of 2023", "en", ["quarter 3 2023"]],
    ["im 3. Quartal 2023", "de", ["quarter 3 2023"]],
    ["au troisième trimestre 2023", "fr", ["quarter 3 2023"]],
    ["H1 2020 and the second half of 2021", "en", ["half 1 2020", "half 2 2021"]],
    ["in spring 2020", "en", ["season spring 2020"]],
    ["im Herbst 2020", "de", ["season autumn 2020"]],
    ["the 1990s and the '60s", "en", ["decade 1990", "decade 1960"]],
    ["die 90er Jahre", "de", ["decade 1990"]],
    ["les années 90", "fr", ["decade 1990"]],
    ["au XIXe siècle", "fr", ["century 19"]],
    ["en el siglo XX", "es", ["century 20"]],
    ["Good Friday", "en", ["feast good friday"]],
    ["today and last week", "en", ["relative day 0", "relative week -1"]],
    ["hier", "fr", ["relative day -1"]],
    ["hier", "de", []],
    ["the second half of the match", "en", []],
    ["in any case, they fall", "en", []],
  ])("%s (%s)", (text, language, right) => {
    expect(
      periodsOf(text, language).map(({ kind, value, year }) =>
        [kind, value, ...(year === null ? [] : [year])].join(" "),
      ),
    ).toEqual(right);
  });
});

describe("times of day", () => {
  it.each([
    ["12:30", [750]],
    ["at 9:30", [570, 1290]],
    ["at 09:30", [570]],
    ["2 pm", [840]],
    ["2.30 p.m.", [870]],
    ["14 Uhr", [840]],
    ["14.30 Uhr", [870]],
    ["12h30", [750]],
    ["à 14 h", [840]],
    ["a las 14:30", [870]],
    ["om 14 uur", [840]],
    ["by noon", [720]],
  ])("%s", (text, minutes) => {
    expect(timesOf(text).map((time) => time.minutes)).toEqual([minutes]);
  });

  it("are none in ratios and versions", () => {
    expect(timesOf("a ratio of 16:9 and version 1:2:3")).toEqual([]);
  });
});
