import { cleanup, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import type { Statement } from "../../../../electron/contract/chat.ts";
import { withVerdicts } from "../../../../electron/contract/statements.ts";
import { Markdown } from "../../../../renderer/features/chat/Markdown.tsx";
import { litIn, placesOf } from "../../../../renderer/features/chat/statementMarks.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

/** A statement about the part of the text, with words of its claim that a finding is about. */
function about(text: string, part: string, claim: string, words: string): Statement {
  const start = text.indexOf(part);
  const at = claim.indexOf(words);
  return {
    start,
    end: start + part.length,
    claim,
    support: "contradicted",
    by: null,
    findings: [
      { code: "NUMBER_DIFFERS", data: { text: words, other: "2,480" }, words: { start: at, end: at + words.length } },
    ],
    citations: [],
  };
}

function show(text: string, statements: readonly Statement[]): HTMLElement {
  return render(
    <I18nextProvider i18n={createI18n()}>
      <Markdown
        text={text}
        renderMark={(number) => <sup>{number}</sup>}
        places={placesOf({ text, statements: [...statements] })}
        renderVerdict={(index) => <button type="button">verdict {index}</button>}
      />
    </I18nextProvider>,
  ).container;
}

it("lights the words of a statement where they stand in Markdown, and puts its verdict behind its marks", () => {
  const text = "Yes, the **deposit is 9,990** euros. [1] It is due. [2]\n\n- The *rent* is 12 euros.";
  const statements = [
    about(text, "Yes, the **deposit is 9,990** euros.", "The deposit is 9,990 euros.", "9,990"),
    about(text, "It is due.", "It is due.", "due"),
    about(text, "The *rent* is 12 euros.", "The rent is 12 euros.", "12"),
  ];
  const container = show(text, statements);
  expect([...container.querySelectorAll("mark")].map((mark) => [mark.textContent, mark.dataset["severity"]])).toEqual([
    ["9,990", "contradicts"],
    ["due", "contradicts"],
    ["12", "contradicts"],
  ]);
  expect(container.querySelector("strong")?.textContent).toBe("deposit is 9,990");
  expect(container.textContent?.replaceAll("\n", "")).toBe(
    "Yes, the deposit is 9,990 euros.1verdict 0 It is due.2verdict 1The rent is 12 euros.verdict 2",
  );
  expect(screen.getAllByRole("button")).toHaveLength(3);
});

it("puts a verdict behind emphasis that ends with its statement, and lights nothing in what it cannot place", () => {
  const text = "**The rent is 12 euros.**\n\nA &amp; B pay 12 euros.";
  const container = show(text, [
    about(text, "**The rent is 12 euros.**", "The rent is 12 euros.", "12"),
    about(text, "A &amp; B pay 12 euros.", "A & B pay 12 euros.", "12"),
  ]);
  expect(container.textContent?.replaceAll("\n", "")).toBe(
    "The rent is 12 euros.verdict 0A & B pay 12 euros.verdict 1",
  );
  expect(container.querySelectorAll("mark")).toHaveLength(1);
});

it("finds no words of a claim that is not in the text", () => {
  expect(litIn("The roof is red.", about("The roof is red.", "The roof is red.", "A roof of 12 tiles.", "12"))).toEqual(
    [],
  );
});

it("writes verdicts in brackets behind the marks of their statements", () => {
  const text = "The deposit is 9,990 euros. [1][2] It is due. [2]";
  const statements = [about(text, "The deposit is 9,990 euros.", "", ""), about(text, "It is due.", "", "")];
  expect(withVerdicts({ text, statements }, ({ start }) => (start === 0 ? "contradicted" : null))).toBe(
    "The deposit is 9,990 euros. [1][2] (contradicted) It is due. [2]",
  );
});
