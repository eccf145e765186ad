import { describe, expect, it } from "vitest";
import { withSubjects } from "../../../electron/core/summarize/subjects.ts";

const known = new Set(["landlord", "pyqint"]);

describe("points that begin with a pronoun", () => {
  it("begin with the name that the point before begins with", () => {
    expect(
      withSubjects(
        ["The Landlord may enter the apartment.", "It announces each visit.", "It keeps to working days."],
        "en",
        known,
      ),
    ).toEqual([
      "The Landlord may enter the apartment.",
      "The Landlord announces each visit.",
      "The Landlord keeps to working days.",
    ]);
    expect(withSubjects(["PyQInt is a package.", "It has tests."], "en-GB", known)[1]).toBe("PyQInt has tests.");
  });

  it("stay where no name of one thing begins the point before", () => {
    for (const before of ["Users can read it.", "The board hears both sides.", "NGOs may ask."]) {
      expect(withSubjects([before, "It decides in May."], "en", known)[1]).toBe("It decides in May.");
    }
    expect(withSubjects(["It decides in May."], "en", known)).toEqual(["It decides in May."]);
    const impersonal = "It is important to ask first.";
    expect(withSubjects(["The Landlord may enter.", impersonal], "en", known)[1]).toBe(impersonal);
    expect(withSubjects(["Le Landlord peut entrer.", "It est."], "fr", known)[1]).toBe("It est.");
  });
});
