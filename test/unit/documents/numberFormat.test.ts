import { describe, expect, it } from "vitest";
import { formatNumber } from "../../../electron/readerProcess/office/numberFormat.ts";

describe("a number by its format", () => {
  it.each<[format: string | number, value: number, shown: string]>([
    ["d.m.yyyy", 45357, "6.3.2024"],
    ["DD.MM.YYYY", 45357, "06.03.2024"],
    ["dd.mm.yyyy hh:mm", 45387, "05.04.2024 00:00"],
    ["[$-407]d/\\ mmmm\\ yyyy", 45357, "6/ März 2024"],
    ["[$-407]#,##0.00", -1234.5, "-1,234.50"],
    ['"CHF"\\ #,##0.--', 1234, "CHF 1,234.--"],
    ["#,##0.00\\ [$zł-415]", 1234.5, "1,234.50 zł"],
    ['General" km"', 90, "90 km"],
    ["[Blue]General;[Red]-General", -5, "-5"],
    ["[DBNum1][$-804]General", 12, "12"],
    ['[$-411]ggge"年"m"月"d"日"', 45357, "令和6年3月6日"],
    ['[$-404]e"年"m"月"d"日"', 45357, "113年3月6日"],
    ["[h]:mm", 1.75, "42:00"],
    ["[mm]:ss", 0.05, "72:00"],
    ["General", 1234567890123, "1234567890123"],
    ["General", 0.30000000000000004, "0.3"],
    [27, 45357, "2024-03-06"],
    [34, 0.5, "12:00:00"],
    [55, 45357, "2024-03-06"],
    [57, 45357, "2024-03-06"],
    ["yyyy qq\\", 45357, "2024-03-06"],
    ["#.##", 5, "5"],
    [";;;", 5, ""],
  ])("%s of %d is %s", (format, value, shown) => {
    expect(formatNumber(value, format)).toBe(shown);
  });

  it("adds the days to 1904 to dates, not to durations", () => {
    expect(formatNumber(1, "yyyy-mm-dd", true)).toBe("1904-01-02");
    expect(formatNumber(1, "[h]:mm", true)).toBe("24:00");
  });
});
