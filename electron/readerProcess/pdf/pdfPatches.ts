/**
 * What is changed of pdfjs-dist 6.5.438, for speed alone: the text that it gives stays the same. The same changes are made where its
 * modules are loaded one by one (`pdfModule.ts`) and where they are bundled (`scripts/build.mjs`).
 */
export interface PdfPatch {
  /** of the module's address, with slashes */
  readonly module: RegExp;
  /** @throws Error where the module is not as it was in that version */
  change(source: string): string;
}

/** To ask whether `Response` has a method that is not used here loads all of Node's network. */
const response = 'if (typeof Response.prototype.bytes !== "function")';

export const pdfPatches: readonly PdfPatch[] = [
  {
    module: inPackage("pdf.worker"),
    change: (source) =>
      exchange(source, {
        // The text of a page comes in one message, rather than in one for every ten pieces of it.
        "const TEXT_CHUNK_BATCH_SIZE = 10;": "const TEXT_CHUNK_BATCH_SIZE = Infinity;",
        // It is handed over as it is (see below), so that it must not be changed afterwards.
        "sink.enqueue(textContent, length);": "sink.enqueue({ ...textContent }, length);",
        // Weight and slant of a font are told with the text. Else the whole page would have to be listed for them.
        "fontFamily: font.fallbackName,\n          ascent":
          "fontFamily: font.fallbackName,\n          name: font.name, bold: font.bold, black: font.black, italic: font.italic,\n          ascent",
        // The place of each letter is asked for twice, each time in three new lists.
        "function getCurrentTextTransform() {": "function getCurrentTextTransform(place = []) {",
        "return Util.transform(textState.ctm, Util.transform(textState.textMatrix, tsm));":
          "return placeText(textState.ctm, textState.textMatrix, tsm, place);",
        "const tsm = [textState.fontSize * textState.textHScale, 0, 0, textState.fontSize, 0, textState.textRise];":
          "const tsm = textSize; tsm[0] = textState.fontSize * textState.textHScale; tsm[3] = textState.fontSize; tsm[5] = textState.textRise;",
        "const currentTransform = getCurrentTextTransform();\n      let posX":
          "const currentTransform = getCurrentTextTransform(currentPlace);\n      let posX",
        "textChunk.prevTransform = getCurrentTextTransform();":
          "textChunk.prevTransform = getCurrentTextTransform(textChunk.prevTransform ?? undefined);",
        'str: " ",\n        dir: "ltr",\n        width,\n        height,\n        transform,':
          'str: " ",\n        dir: "ltr",\n        width,\n        height,\n        transform: transform.slice(),',
        "const twoLastChars = [":
          "const textSize = [0, 0, 0, 0, 0, 0], currentPlace = [0, 0, 0, 0, 0, 0];\n    const twoLastChars = [",
        "class Util {": `${placeText.toString()}\nclass Util {`,
        // A font that the page has used before is there, and need not be waited for.
        "async function handleSetFont(fontName, fontRef) {\n":
          "const usedFonts = new Map();\n    async function handleSetFont(fontName, fontRef) {\n",
        "const translated = await self.loadFont(fontName, fontRef, resources, task, null, null, seenRefs);\n":
          "const translated = await self.loadFont(fontName, fontRef, resources, task, null, null, seenRefs);\n" +
          "      if (fontRef === null) usedFonts.set(fontName, translated);\n      useFont(translated);\n    }\n    function useFont(translated) {\n",
        "next(handleSetFont(fontNameArg, null));":
          "if (usedFonts.has(fontNameArg)) { useFont(usedFonts.get(fontNameArg)); break; }\n            next(handleSetFont(fontNameArg, null));",
        // Hardly a string is shown twice, and those of a whole book would be kept.
        "this.#charsCache.set(chars, glyphs);": "",
        // Each state had another as its prototype, so that none is of the same shape as any other.
        "const clone = Object.assign(Object.create(this), this);\n    clone.textMatrix":
          "const clone = Object.assign(new TextState(), this);\n    clone.textMatrix",
        [response]: "if (false)",
        // Streams of the web take ten times as long as what they stand for, for the few thousand bytes of a page.
        "      const {\n        readable,\n        writable\n      } = new DecompressionStream(name);": `
          if (name === "deflate") {
            const { inflateSync } = process.getBuiltinModule("node:zlib");
            return { decompressed: new Uint8Array(inflateSync(bytes)), compressed: bytes };
          }
          const { readable, writable } = new DecompressionStream(name);`,
      }),
  },
  {
    module: inPackage("pdf"),
    change: (source) =>
      exchange(source, {
        // Both sides are in one thread. Text is handed over by the one, which forgets it.
        "data: structuredClone(obj, transfer ? {": "data: obj.chunk?.items ? obj : structuredClone(obj, transfer ? {",
      }),
  },
];

type Matrix = [number, number, number, number, number, number];

/** Becomes a part of the worker. `size` has numbers in its first, fourth and last place alone. */
function placeText(ctm: Matrix, text: Matrix, size: Matrix, place: Matrix): Matrix {
  const width = size[0];
  const height = size[3];
  const rise = size[5];
  const a = text[0] * width;
  const b = text[1] * width;
  const c = text[2] * height;
  const d = text[3] * height;
  const e = text[2] * rise + text[4];
  const f = text[3] * rise + text[5];
  place[0] = ctm[0] * a + ctm[2] * b;
  place[1] = ctm[1] * a + ctm[3] * b;
  place[2] = ctm[0] * c + ctm[2] * d;
  place[3] = ctm[1] * c + ctm[3] * d;
  place[4] = ctm[0] * e + ctm[2] * f + ctm[4];
  place[5] = ctm[1] * e + ctm[3] * f + ctm[5];
  return place;
}

function inPackage(module: string): RegExp {
  return new RegExp(`/pdfjs-dist/legacy/build/${module}\\.mjs$`, "u");
}

/** @throws Error where one of the texts is not there exactly once */
function exchange(source: string, texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts).reduce((changed, [before, after]) => {
    const pieces = changed.split(before);
    if (pieces.length !== 2) throw new Error(`pdfjs-dist has another line than "${before}".`);
    return pieces.join(after);
  }, source);
}
