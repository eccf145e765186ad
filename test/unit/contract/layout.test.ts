import { describe, expect, it } from "vitest";
import { type Layout, layoutForm, layoutOf } from "../../../electron/contract/layout.ts";
import type { KeyFact } from "../../../electron/contract/summaries.ts";
import type { DocumentKind, SummaryOptions } from "../../../electron/contract/summaryOptions.ts";

interface P {
  readonly role: "lead" | "point";
  readonly text: string;
  readonly section: string | null;
  readonly citations: readonly { page: number; start: number; end: number }[];
}
type F = Pick<KeyFact, "kind" | "label" | "value" | "due"> & Pick<P, "citations">;

/** Sentences are told apart by their number. */
const at = (sentence: number): P["citations"] => [{ page: 1, start: sentence * 100, end: sentence * 100 + 90 }];
const point = (text: string, sentence: number, more: Partial<P> = {}): P => ({
  role: "point",
  text,
  section: null,
  citations: at(sentence),
  ...more,
});
const fact = (kind: F["kind"], label: string, value: string, sentence: number, due?: string): F => ({
  kind,
  label,
  value,
  citations: at(sentence),
  ...(due === undefined ? {} : { due }),
});

function laidOut(
  points: readonly P[],
  facts: readonly F[],
  kind: DocumentKind | null,
  structure: SummaryOptions["structure"] = "auto",
): Layout<P, F> {
  return layoutOf({ points, facts, kind, options: { structure } });
}

/** The parts as text: their heading, and what stands below it. */
function read({ parts }: Layout<P, F>): unknown[] {
  const said = (entry: { point: P } | { fact: F }): string =>
    "point" in entry ? entry.point.text : `“${entry.fact.value}”`;
  return parts.map((part) => {
    switch (part.kind) {
      case "points":
        return [part.heading, ...part.points.map(({ text }) => text)];
      case "prose":
        return part.paragraphs.map((points) => points.map(({ text }) => text));
      case "entries":
        return [part.heading, ...part.entries.map(said)];
      case "actions":
        return [part.heading, ...part.rows.map(({ who, entry, due }) => [who, said(entry), due])];
      default:
        return [part.heading, ...part.rows.map(({ term, entries }) => [term, ...entries.map(said)])];
    }
  });
}

describe("the layout of a summary", () => {
  it("is the one that suits the kind of document, unless one was chosen", () => {
    expect(layoutForm({ structure: "auto" }, "contract")).toBe("contract");
    expect(layoutForm({ structure: "auto" }, "email")).toBe("points");
    expect(layoutForm({ structure: "auto" }, null)).toBe("points");
    expect(layoutForm({ structure: "prose" }, "contract")).toBe("prose");
  });

  it("puts the lead first and has no heading where there is one part", () => {
    const layout = laidOut([point("A.", 1), point("It is a letter.", 2, { role: "lead" })], [], "email");
    expect(layout.lead.map(({ text }) => text)).toEqual(["It is a letter."]);
    expect(read(layout)).toEqual([[null, "A."]]);
    expect(laidOut([], [], "minutes").parts).toEqual([]);
    expect(laidOut([point("It is a letter.", 2, { role: "lead" })], [], "email", "prose").parts).toEqual([]);
  });

  it("of minutes tells decisions, actions and open questions, in the words of points where there are such", () => {
    const layout = laidOut(
      [point("The roof will be repaired.", 1), point("Tom obtains offers.", 2), point("It was a long meeting.", 9)],
      [
        fact("decision", "", "The roof is repaired.", 1),
        fact("action", "Tom", "Tom asks three firms.", 2, "by Friday"),
        fact("action", "Ada", "Ada writes to the council.", 3),
        fact("question", "", "Who pays?", 4),
      ],
      "minutes",
    );
    expect(read(layout)).toEqual([
      ["decisions", "The roof will be repaired."],
      ["actions", ["Tom", "Tom obtains offers.", "by Friday"], ["Ada", "“Ada writes to the council.”", null]],
      ["questions", "“Who pays?”"],
      ["points", "It was a long meeting."],
    ]);
    expect(layout.facts).toEqual([]);
  });

  it("of a contract is a table of its terms, with what no point says of them", () => {
    const layout = laidOut(
      [
        point("The rent is 1,240 euros.", 1),
        point("Either side can end the lease with three months' notice.", 2),
        point("The landlord is Maria Keel.", 3),
        point("The lease runs for two years.", 4),
        point("Quiet hours begin at ten.", 5),
      ],
      [
        fact("amount", "1,240 euros", "The monthly rent is 1,240 euros.", 1),
        fact("amount", "2,480 euros", "The deposit is 2,480 euros.", 6),
        fact("name", "Maria Keel", "The landlord is Maria Keel of Port Linden.", 3),
        fact("date", "1 May 2026", "Keys are handed over on 1 May 2026.", 7),
        fact("definition", "Building", "“Building” means the house.", 8),
      ],
      "contract",
    );
    expect(read(layout)).toEqual([
      [
        "terms",
        ["parties", "The landlord is Maria Keel."],
        ["sums", "The rent is 1,240 euros.", "“The deposit is 2,480 euros.”"],
        ["dates", "“Keys are handed over on 1 May 2026.”"],
        ["duration", "The lease runs for two years."],
        ["notice", "Either side can end the lease with three months' notice."],
      ],
      ["points", "Quiet hours begin at ten."],
    ]);
    expect(layout.facts).toEqual([]);
  });

  it("of a paper goes by the headings of its points", () => {
    const of = (section: string | null, text: string) => point(text, 1, { section });
    expect(
      read(
        laidOut(
          [
            of("5 Limitations", "Only two sites."),
            of("2 Materials and Methods", "Cores were taken."),
            of("1 Introduction", "Why does it erode?"),
            of("4 Results", "It erodes by 3 %."),
            of(null, "It matters."),
          ],
          [],
          "paper",
        ),
      ),
    ).toEqual([
      ["question", "Why does it erode?"],
      ["method", "Cores were taken."],
      ["results", "It erodes by 3 %."],
      ["limits", "Only two sites."],
      ["points", "It matters."],
    ]);
    expect(read(laidOut([of("Anything", "It matters.")], [], "paper"))).toEqual([[null, "It matters."]]);
  });

  it("has every point once, whatever the form", () => {
    const points = [1, 2, 3, 4].map((sentence) =>
      point(`The rent of ${String(sentence)} euros is due by 1 May.`, sentence),
    );
    const facts = [1, 2, 2, 3].flatMap((sentence) => [
      fact("amount", `${String(sentence)} euros`, "The rent.", sentence),
      fact("date", "1 May", "The rent.", sentence),
      fact("action", "Tom", "The rent.", sentence),
      fact("decision", "", "The rent.", sentence),
    ]);
    for (const form of ["points", "prose", "facts", "minutes", "contract", "paper"] as const) {
      const said = read(laidOut(points, facts, null, form)).flat(3);
      for (const { text } of points) expect(said.filter((each) => each === text)).toHaveLength(1);
    }
  });
});
