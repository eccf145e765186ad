import { cleanup, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import { supportSchema } from "../../../../electron/contract/summaries.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { LitText } from "../../../../renderer/ui/LitText.tsx";
import { SupportMark } from "../../../../renderer/ui/SupportMark.tsx";

afterEach(cleanup);

it("says every verdict in words and by a sign of its own, not by colour alone", () => {
  render(
    <I18nextProvider i18n={createI18n()}>
      {supportSchema.options.map((support) => (
        <SupportMark key={support} support={support} reason={support === "weak" ? "Few words." : ""} />
      ))}
    </I18nextProvider>,
  );
  const marks = screen.getAllByRole("note");
  expect(marks.map((mark) => mark.textContent)).toEqual([
    "Verified",
    "Weakly supported: Few words.",
    "Contradicted",
    "Not supported",
  ]);
  expect(new Set(marks.map((mark) => mark.querySelector("svg")?.innerHTML)).size).toBe(marks.length);
});

it("tells apart what verified a claim, where its words alone did not", () => {
  render(
    <I18nextProvider i18n={createI18n()}>
      {(["code", "vectors", "model"] as const).map((by) => (
        <SupportMark key={by} support="verified" by={by} />
      ))}
    </I18nextProvider>,
  );
  expect(screen.getAllByRole("note").map((mark) => mark.textContent)).toEqual([
    "Verified",
    "Verified by meaning",
    "Verified by the model",
  ]);
});

it("lights words with a line that tells how grave they are", () => {
  const { container } = render(
    <LitText
      text="It rose by 5."
      spans={[
        { start: 3, end: 7, severity: "contradicts" },
        { start: 11, end: 12, severity: "doubt" },
      ]}
    />,
  );
  const marks = [...container.querySelectorAll("mark")];
  expect(container.textContent).toBe("It rose by 5.");
  expect(marks.map((mark) => mark.textContent)).toEqual(["rose", "5"]);
  expect(marks[0]?.className).toContain("decoration-solid");
  expect(marks[1]?.className).toContain("decoration-dotted");
});
