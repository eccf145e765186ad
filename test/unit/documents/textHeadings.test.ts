import { describe, expect, it } from "vitest";
import { readBytes } from "../../helpers/readBytes.ts";

const prose =
  "The tenants met in the yard and spoke about the stairs, which nobody had cleaned since the winter, and about the roof.";

async function headingsIn(text: string): Promise<string[]> {
  const { outline } = await readBytes(text, "a.txt");
  return outline.map(({ level, title }) => `${level} ${title}`);
}

describe("headings of plain text", () => {
  it("are lines that stand alone above text, below the title", async () => {
    const text = `A Year in the Yard\n\nThe stairs\n\n${prose}\n\n${prose}\n\nWho cleans the roof?\n${prose} ${prose}\n\nIt was late.\n\n${prose}`;
    expect(await headingsIn(text)).toEqual(["1 A Year in the Yard", "2 The stairs", "2 Who cleans the roof?"]);
    expect((await readBytes(text, "a.txt")).title).toBe("A Year in the Yard");
  });

  it("may end with a stop where they are numbered or in capitals and set off by more blank lines", async () => {
    const wrapped = `${prose}\nIt was late when they went home, and none of them had been asked\nwhat the winter had cost.`;
    const chapters = ["PREFACE.", "I. The Yard.", "II. Who was it?"].map(
      (heading) => `${heading}\n\n\n${wrapped}\n\n${wrapped}`,
    );
    expect(await headingsIn(`Lines of a book, that go on.\n\n\n\n${chapters.join("\n\n\n\n")}`)).toEqual([
      "1 PREFACE.",
      "1 I. The Yard.",
      "1 II. Who was it?",
    ]);
  });

  it("have the depth of their numbers", async () => {
    const parts = ["1. Scope", "1.1 Rooms", "2. Rent"].map((heading) => `${heading}\n\n${prose} ${prose}`);
    expect(await headingsIn(parts.join("\n\n"))).toEqual(["1 1. Scope", "2 1.1 Rooms", "1 2. Rent"]);
  });

  it("are told in Japanese by how short they are, with the title above the name of its author", async () => {
    const tale =
      "こんな夢を見た。腕組をして枕元に坐っていると、仰向に寝た女が、静かな声でもう死にますと云う。女は長い髪を枕に敷いていた。";
    const text = `夢十夜\n夏目漱石\n\n${tale}\n\n　　第一夜\n\n　${tale}\n　${tale}\n\n　　第二夜\n\n　${tale}\n　${tale}`;
    expect(await headingsIn(text)).toEqual(["1 夢十夜", "2 第一夜", "2 第二夜"]);
  });

  it.each([
    ["a letter", `Dear Anna\n\n${prose}\n\n${prose}\n\nYours sincerely\n\nPaul Smith`],
    ["a list", `${prose}\n\nApples\n\nPears\n\nPlums\n\nCherries\n\n${prose}`],
    ["numbered items", `${prose}\n\n1. Apples and pears\n\n2. Plums\n\n3. Cherries\n\n${prose}`],
    ["a table of contents", `${prose}\n\nScope 3\n\nRooms 12\n\n${prose}\n\n${prose}`],
    ["fields", `${prose}\n\nFrom: Anna\n\n${prose}\n\nTo: Paul\n\n${prose}`],
    ["a transcript", "Anna: Good morning.\nPaul: Hello.\nAnna: The roof leaks.\nPaul: It does.\nAnna: Well then."],
  ])("are not in %s", async (_, text) => {
    expect(await headingsIn(text)).toEqual([]);
  });
});
