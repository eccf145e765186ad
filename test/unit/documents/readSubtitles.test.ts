import { describe, expect, it } from "vitest";
import { printedLabel } from "../../../electron/contract/pageLabels.ts";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";

const cue = (start: number, text: string) =>
  `${start}\n00:00:${String(start).padStart(2, "0")},000 --> 00:00:${String(start + 1).padStart(2, "0")},000\n${text}\n\n`;

describe("subtitles", () => {
  it("become sentences over their cues, without times, numbers and marks of style", async () => {
    const source =
      cue(1, "We are\n<i>looking</i> at") +
      cue(2, "{\\an8}the <font color=red>map</font>.") +
      cue(3, "Then it was cold.");
    const result = await readBytes(source, "a.srt");
    expect(blocksOf(result.read[0])).toEqual(["paragraph: We are looking at the map. Then it was cold."]);
    expect(result.read[0]?.sentences).toHaveLength(2);
    expect(result.read[0]?.label).toEqual(printedLabel("0:00:01–0:00:04"));
  });

  it("name their speakers by voice tags", async () => {
    const source =
      "WEBVTT - A film\nKind: captions\n\nNOTE not shown\n\nSTYLE\n::cue { color: red }\n\nid-1\n00:01.000 --> 00:02.000 align:start\n" +
      "<v Anna Berg>Good morning,\n\n2\n00:02.000 --> 00:03.000\n<v Anna Berg>all &amp; sundry.</v> <v.loud Bo>Hello <00:02.500>you.</v>\n";
    const result = await readBytes(source, "a.vtt");
    expect(blocksOf(result.read[0])).toEqual(["turn: Anna Berg: Good morning, all & sundry.", "turn: Bo: Hello you."]);
  });

  it("are said by nobody where a voice is named before and not with them, unless a sentence goes on", async () => {
    const source =
      "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>I accept\n\n00:02.000 --> 00:03.000\nthe offer.\n\n00:04.000 --> 00:05.000\n(phone rings)\n\n" +
      "00:06.000 --> 00:07.000\n<v Bob>Good.\n";
    expect(blocksOf((await readBytes(source, "a.vtt")).read[0])).toEqual([
      "turn: Ann: I accept the offer.",
      "paragraph: (phone rings)",
      "turn: Bob: Good.",
    ]);
  });

  it("name them by capitals or by names that come again, and not by any word before a colon", async () => {
    const source =
      cue(1, "ANNA: One thing is clear:") +
      cue(2, "it rains.") +
      cue(3, ">> BO: So it does.") +
      cue(4, "Remember: no umbrella.");
    expect(blocksOf((await readBytes(source, "a.srt")).read[0])).toEqual([
      "turn: ANNA: One thing is clear: it rains.",
      "turn: BO: So it does. Remember: no umbrella.",
    ]);
  });

  it("show a line once that rolls up the screen, and again what is said again", async () => {
    const rolling = cue(1, "first line") + cue(2, "first line\nsecond line") + cue(3, "second line\nthird line");
    expect((await readBytes(rolling, "a.srt")).read[0]?.text).toBe("first line second line third line");
    expect((await readBytes(cue(1, "No.") + cue(2, "No."), "a.srt")).read[0]?.text).toBe("No. No.");
  });

  it("with a dash begin to speak anew", async () => {
    const result = await readBytes(cue(1, "- Who is it?\n- It is I.") + cue(2, "--and me."), "a.srt");
    expect(blocksOf(result.read[0])).toEqual(["paragraph: Who is it?", "paragraph: It is I. --and me."]);
  });

  it("that say nothing are empty", async () => {
    await expect(readBytes("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n", "a.vtt")).rejects.toMatchObject({
      code: "DOCUMENT_EMPTY",
    });
    await expect(readBytes("WEBVTT\n", "a.vtt")).rejects.toMatchObject({ code: "DOCUMENT_EMPTY" });
  });

  it("that are cut off are read as far as they go", async () => {
    expect((await readBytes(`${cue(1, "All of it.")}2\n00:00:02,000 --> 00:0`, "a.srt")).read[0]?.text).toBe(
      "All of it.",
    );
  });
});

describe("transcripts", () => {
  const turnsOf = async (source: string) =>
    blocksOf((await readBytes(source, "a.txt")).read[0]).filter((block) => block.startsWith("turn"));

  it.each([
    ["times in brackets", "[00:01:02] Anna Berg: Good morning.\n[00:01:09] Bo: Hello."],
    ["times after the name", "Anna Berg (00:01:02): Good morning.\nBo (00:01:09): Hello."],
    ["initials", "AB: Good morning.\nBO: Hello."],
  ])("with %s have a turn a line", async (_name, two) => {
    expect(await turnsOf(`${two}\n${two}`)).toEqual(`${two}\n${two}`.split("\n").map((line) => `turn: ${line}`));
  });

  it.each([
    ["Anna Berg", "Anna Berg  0:12", "Bo  0:15"],
    ["00:12", "00:00:12 Anna Berg", "00:00:15 Bo"],
    ["a colon", "Anna Berg:", "Bo:"],
  ])("with the name on a line of its own, as %s, join it to what is said", async (_name, first, second) => {
    const source = `${first}\nGood morning.\n\n${second}\nHello\nto you.\n\n`;
    const said = (name: string, text: string) => `turn: ${name.replace(/\s+/gu, " ")} ${text}`;
    const both = [said(first, "Good morning."), said(second, "Hello to you.")];
    expect(await turnsOf(source + source)).toEqual([...both, ...both]);
    expect(await turnsOf((source + source).replaceAll(`${first}\n`, `${first}\n\n`))).toEqual([...both, ...both]);
  });

  it("are not what has the fields of a form", async () => {
    const form = "Name: Berg\nPlace: Oslo\nDate: 3 May\nSubject: Rain\nCase: 12\nCourt: High\nJudge: Moe\nClerk: Lie\n";
    expect(await turnsOf(form)).toEqual([]);
  });
});

describe("WebVTT", () => {
  it("reads character references and no readings of ruby", async () => {
    const cue = "&quot;R&amp;D&quot; &copy; 2024 &#8364;5 caf&eacute;, <ruby>東京<rt>とうきょう</rt></ruby>で";
    const { read } = await readBytes(`WEBVTT\n\n00:01.000 --> 00:04.000\n${cue}\n`, "a.vtt");
    expect(read[0]?.text).toBe('"R&D" © 2024 €5 café, 東京で');
  });

  it("gives a cue without a voice to nobody", async () => {
    const text =
      "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>I accept.</v>\n\n00:03.000 --> 00:04.000\n(phone rings)\n\n00:05.000 --> 00:06.000\n<v Bob>Good.</v>\n";
    expect(blocksOf((await readBytes(text, "a.vtt")).read[0])).toEqual([
      "turn: Ann: I accept.",
      "paragraph: (phone rings)",
      "turn: Bob: Good.",
    ]);
  });
});
