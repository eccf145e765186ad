import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { pdfPatches } from "../../../electron/readerProcess/pdf/pdfPatches.ts";

const builds = path.resolve(import.meta.dirname, "../../../node_modules/pdfjs-dist/legacy/build");

describe("what is changed of pdf.js", () => {
  it.each(pdfPatches)("is there in the version that is installed: $module", ({ module, change }) => {
    const found = ["pdf.mjs", "pdf.worker.mjs"]
      .map((name) => path.join(builds, name))
      .filter((file) => module.test(file));
    expect(found).toHaveLength(1);
    const source = readFileSync(found[0] ?? "", "utf8");
    expect(change(source)).not.toBe(source);
  });
});
