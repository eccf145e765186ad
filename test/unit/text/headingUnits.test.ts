import { expect, it } from "vitest";
import { unitOfHeading } from "../../../electron/core/text/headingUnits.ts";

it.each([
  ["Revenue (EUR million)", "EUR million"],
  ["Umsatz in Mio. EUR", "Mio. EUR"],
  ["$ in millions", "$ in millions"],
  ["Betrag (TEUR)", "TEUR"],
  ["Rent (EUR/month)", "EUR/month"],
  ["Anteil in %", "%"],
  ["%", "%"],
  ["Weight in kg", "kg"],
  ["Distance [km]", "km"],
  ["Height, cm", "cm"],
  ["Population (thousands)", "thousands"],
])("finds the unit of %s", (heading, unit) => {
  expect(unitOfHeading(heading)).toBe(unit);
});

it.each(["2024", "Name", "Days", "Year", "Name (first)", "Growth (% of GDP)", "", "m"])(
  "finds none in %j",
  (heading) => {
    expect(unitOfHeading(heading)).toBeNull();
  },
);
