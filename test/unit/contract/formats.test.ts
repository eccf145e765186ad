import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  extensionsOf,
  formatFamilies,
  type FormatFacts,
  formatOfName,
  formats,
  formatTable,
} from "../../../electron/contract/formats.ts";
import { binarySigns, textSigns } from "../../../electron/readerProcess/formatSigns.ts";
import { binaryReaders, textReaders } from "../../../electron/readerProcess/readers.ts";
import { catalogues } from "../../../electron/words/catalogues.ts";

const root = path.join(import.meta.dirname, "../../..");
const rootFile = (name: string): string => readFileSync(path.join(root, name), "utf8");

describe("the table of formats", () => {
  it("gives every extension to one format", () => {
    const extensions = formats.flatMap(extensionsOf);
    expect(new Set(extensions).size).toBe(extensions.length);
    for (const format of formats) {
      for (const extension of extensionsOf(format)) {
        expect(formatOfName(`a.${extension.toUpperCase()}`)).toBe(format);
      }
    }
    expect(formatOfName("a.zip")).toBeNull();
    expect(formatOfName("Makefile")).toBeNull();
  });

  it("has a sign and a reader for each, a name and a family in words", () => {
    const all = [...formats].sort();
    expect(Object.keys({ ...binarySigns, ...textSigns }).sort()).toEqual(all);
    expect(Object.keys({ ...binaryReaders, ...textReaders }).sort()).toEqual(all);
    expect(Object.keys(catalogues.en.format.name).sort()).toEqual(all);
    expect(Object.keys(catalogues.en.format.family).sort()).toEqual([...formatFamilies].sort());
  });

  it("agrees with the files that the installers offer Tramontane for", () => {
    const facts: readonly FormatFacts[] = Object.values(formatTable);
    const opened = facts.flatMap(({ opens = 0, extensions, mediaType }) =>
      opens === 0 ? [] : [`${extensions.slice(0, opens).join(", ")} ${mediaType}`],
    );
    expect(associations().sort()).toEqual([...opened, "gguf application/x-gguf"].sort());
  });

  it("agrees with the kinds that the menu of Windows' file manager summarizes", () => {
    const script = rootFile("resources/windows/installer.nsh");
    const items = [...script.matchAll(/^ {2}!insertmacro \$\{DO\} (\w+)$/gmu)].map(([, extension = ""]) => extension);
    const opened = associations().flatMap((each) =>
      each
        .split(" ")
        .slice(0, -1)
        .map((part) => part.replace(",", "")),
    );
    expect(items.sort()).toEqual(opened.filter((extension) => extension !== "gguf").sort());
  });

  it("is told in full by the README", () => {
    const readme = rootFile("README.md").toLowerCase();
    const { family } = catalogues.en.format;
    for (const each of formatFamilies) expect(readme).toContain(family[each].toLowerCase());
  });
});

/** "ext, ext media/type" of each of `fileAssociations` in electron-builder.yml. */
function associations(): string[] {
  const section = /^fileAssociations:\n((?: .*\n)+)/mu.exec(rootFile("electron-builder.yml"))?.[1] ?? "";
  return section
    .split(/^ {2}- /mu)
    .slice(1)
    .map((entry) => {
      const extensions = /ext: (?:\[([^\]]*)\]|([^,\s}]+))/u.exec(entry);
      const mediaType = /mimeType: ([^,\s}]+)/u.exec(entry)?.[1] ?? "";
      return `${extensions?.[1] ?? extensions?.[2] ?? ""} ${mediaType}`;
    });
}
