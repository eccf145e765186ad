import { describe, expect, it } from "vitest";
import {
  hitEnd,
  hitStart,
  matchAll,
  matchAny,
  segment,
  segmentedOrNull,
  toSnippet,
} from "../../../electron/core/store/fullText.ts";

const shown = (text: string | null): string => (text ?? "null").replaceAll("\uFDD0", "|");

describe("segment", () => {
  it("leaves scripts with spaces as they are", () => {
    for (const text of ["Plain text, naïve café.", "Текст по-русски", "हिन्दी भाषा", "נוסח עברי", ""]) {
      expect(segment(text)).toBe(text);
      expect(segmentedOrNull(text)).toBeNull();
    }
  });

  it("sets every letter apart where words are not, at the border to other scripts too", () => {
    expect(shown(segment("東京GPU都。人口"))).toBe("東|京|GPU|都。人|口");
    expect(shown(segment("データ 서울에서"))).toBe("デ|ー|タ 서|울|에|서");
    expect(shown(segment("第12条"))).toBe("第|12|条");
  });

  it("keeps vowel signs with their letter", () => {
    expect(shown(segment("ที่นี่"))).toBe("ที่|นี่");
  });

  it("handles letters outside the basic plane", () => {
    expect(shown(segment("𠮷野"))).toBe("𠮷|野");
  });
});

describe("matchAll", () => {
  it("asks for all words and lets the last one be a start", () => {
    expect(matchAll("old mill le")).toBe('"old" AND "mill" AND "le" *');
  });

  it("keeps words in quotation marks together and whole", () => {
    expect(matchAll('mill "notice period"')).toBe('"mill" AND "notice period"');
  });

  it("takes operators, columns and stray marks for plain words", () => {
    expect(matchAll('NOT words:x NEAR( a"b ^c')).toBe('"NOT" AND "words:x" AND "NEAR(" AND "a" AND "b" AND "^c" *');
    expect(matchAll("a\0b")).toBe('"a" AND "b"');
  });

  it("finds nothing to look for in mere punctuation", () => {
    for (const query of ["", "  ", "***", '""', "— … !"]) expect(matchAll(query)).toBeNull();
  });
});

describe("matchAny", () => {
  it("takes any word once, and the beginning of long ones", () => {
    expect(matchAny("Who owns the mill? The MILL is rented.")).toBe(
      '"rented" OR "rente" * OR "owns" OR "mill" OR "who" OR "the" OR "is"',
    );
  });

  it("cuts a question without spaces into words and leaves particles out", () => {
    const words = shown(matchAny("東京の人口はいくつですか"));
    expect(words).toContain('"東|京"');
    expect(words).toContain('"人|口"');
    expect(words).not.toContain('"の"');
  });

  it("keeps a question of one letter", () => {
    expect(matchAny("x?")).toBe('"x"');
    expect(matchAny("?!")).toBeNull();
  });

  it("bounds what a pasted page asks for", () => {
    const page = Array.from({ length: 5000 }, (_, index) => `word${index}`).join(" ");
    expect(matchAny(page)?.split(" OR ").length).toBe(128);
  });
});

describe("toSnippet", () => {
  it("gives runs of plain text with the hits marked", () => {
    expect(toSnippet(`the ${hitStart}old${hitEnd}  \n mill ${hitStart}東\uFDD0京${hitEnd}`)).toEqual([
      { text: "the ", hit: false },
      { text: "old", hit: true },
      { text: " mill ", hit: false },
      { text: "東京", hit: true },
    ]);
    expect(toSnippet("")).toEqual([]);
  });
});
