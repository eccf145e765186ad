import { describe, expect, it } from "vitest";
import { errorCodes } from "../../../electron/contract/errors.ts";
import { catalogues } from "../../../electron/words/catalogues.ts";
import { createWords } from "../../../electron/words/words.ts";

describe("the catalogue", () => {
  it("has a sentence for every error code and none besides", () => {
    expect(Object.keys(catalogues.en.error).sort()).toEqual([...errorCodes].sort());
  });

  it("words an error in whole sentences", () => {
    const words = createWords();
    for (const code of errorCodes) expect(words.error({ code })).toMatch(/^[A-Z].*\.$/u);
  });
});
