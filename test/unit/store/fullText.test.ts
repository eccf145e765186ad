import { describe, expect, it } from "vitest";
import { indexed, indexedOrNull, matchAll, matchAny, snippetOf } from "../../../electron/core/store/fullText.ts";

const shown = (text: string | null): string => (text ?? "null").replaceAll("\uFDD0", "|");

describe("what is indexed", () => {
  it("is the text itself where the tokenizer folds it as queries are", () => {
    for (const text of ["Plain text, naïve café.", "Текст по-русски", "हिन्दी भाषा", "נוסח עברי", ""]) {
      expect(indexedOrNull(text)).toBeNull();
    }
  });

  it.each([
    ["Straße in Łódź", "strasse in lodz"],
    ["con\u00adtract m² 10⁶", "contract m2 10^6"],
    ["ещё Αθήνα", "еще αθηνα"],
    ["שָׁלוֹם", "שלום"],
  ])("is folded elsewhere: %s", (text, words) => {
    expect(indexedOrNull(text)).toBe(words);
    expect(indexed(text)).toBe(words);
  });

  it("sets every letter apart where words are not, at the border to other scripts too", () => {
    expect(shown(indexed("東京GPU都。人口"))).toBe("東|京|gpu|都。人|口");
    expect(shown(indexed("データ 서울에서"))).toBe("デ|ー|タ 서|울|에|서");
    expect(shown(indexed("第12条"))).toBe("第|12|条");
  });

  it("keeps vowel signs with their letter", () => {
    expect(shown(indexed("ที่นี่"))).toBe("ที่|นี่");
  });

  it("handles letters outside the basic plane", () => {
    expect(shown(indexed("𠮷野"))).toBe("𠮷|野");
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
    expect(matchAll('NOT words:x NEAR( a"b ^c')).toBe('"not" AND "words:x" AND "near(" AND "a" AND "b" AND "^c" *');
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

describe("a snippet", () => {
  it("shows the text itself with the words that were found", () => {
    expect(snippetOf("the old  \n mill 東京", "old 東京")).toEqual([
      { text: "the ", hit: false },
      { text: "old", hit: true },
      { text: " mill ", hit: false },
      { text: "東京", hit: true },
    ]);
    expect(snippetOf("Die Straße", "strass")).toEqual([
      { text: "Die ", hit: false },
      { text: "Straße", hit: true },
    ]);
    expect(snippetOf("", "old")).toEqual([]);
  });

  it("is cut from a long text where most of the words stand", () => {
    const text = `mill ${"many ".repeat(60)}the old mill ${"more ".repeat(60)}`;
    const said = snippetOf(text, "old mill").map((run) => (run.hit ? `[${run.text}]` : run.text));
    expect(said.join("")).toMatch(/^…many (?:many )+the \[old\] \[mill\] more (?:more )+more…$/u);
  });
});
