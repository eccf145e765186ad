import type { OcrLine, OcrText } from "../ocr/recognizePage.ts";
import type { Fragment } from "./fragments.ts";
import type { Line, Segment } from "./readingOrder.ts";

/** A gap between words, in sizes of the letters, that is the space between two cells rather than two words. */
const cellGap = 2;

/** Recognised lines as those of a text layer, so that both become blocks in the same way. */
export function recognizedColumns({ columns }: OcrText): Line[][] {
  return columns.map((lines) => lines.map(toLine)).filter((lines) => lines.length > 0);
}

function toLine({ words, v, size }: OcrLine): Line {
  const segments: Segment[] = [];
  for (const { text, u0, u1, box, doubtful } of words) {
    const fragment: Fragment = {
      text,
      u0,
      u1,
      v,
      size,
      bold: false,
      rtl: false,
      vertical: false,
      spaced: true,
      box,
      ...(doubtful && { doubtful }),
    };
    const last = segments.at(-1);
    if (!last || u0 - last.u1 > cellGap * size) {
      segments.push({ fragments: [fragment], u0, u1, v, size, characters: text.length });
      continue;
    }
    // The recogniser told the words apart; how near their letters stand does not matter.
    const before = last.fragments.at(-1);
    if (before) before.text += " ";
    last.fragments.push(fragment);
    last.u1 = Math.max(last.u1, u1);
    last.characters += text.length;
  }
  return { segments, u0: words[0]?.u0 ?? 0, u1: Math.max(0, ...words.map(({ u1 }) => u1)), v, size };
}
