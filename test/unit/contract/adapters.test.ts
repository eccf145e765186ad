import { expect, it } from "vitest";
import { baseOfModelId, modelIdWith, partsOfModelId } from "../../../electron/contract/adapters.ts";

const base = "a".repeat(64);
const one = { id: "1".repeat(64), scale: 1 };
const two = { id: "2".repeat(64), scale: 0.25 };

it("names a model with its adapters, a set always by the same id", () => {
  const id = modelIdWith(base, [two, one]);
  expect(id).toBe(`${base}+${one.id}@1+${two.id}@0.25`);
  expect(modelIdWith(base, [one, two])).toBe(id);
  expect(partsOfModelId(id)).toEqual({ base, adapters: [one, two] });
  expect(baseOfModelId(id)).toBe(base);
  expect(modelIdWith(base, [{ ...one, scale: 0 }])).toBe(base);
});

it("tells a model as it is from one of which the card decides, and leaves other ids alone", () => {
  expect(partsOfModelId(base)).toEqual({ base, adapters: null });
  expect(partsOfModelId(`${base}+`)).toEqual({ base, adapters: [] });
  for (const id of ["endpoint:1/a+b@2", `${base}+rest`, ""])
    expect(partsOfModelId(id)).toEqual({ base: id, adapters: null });
});
