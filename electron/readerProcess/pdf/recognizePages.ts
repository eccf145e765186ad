import { type Reason, reasonOf } from "../../contract/reasons.ts";
import type { Reading } from "../reading.ts";
import { ocrLanguageOf } from "../ocr/languages.ts";
import { whyUnread } from "../ocr/ocrReasons.ts";
import { createOcrThreads, type OcrResult, type OcrThreads } from "../ocr/ocrThreads.ts";
import type { TextGroup } from "./fragments.ts";
import type { Line } from "./readingOrder.ts";
import { recognizedColumns } from "./recognizedLines.ts";
import { isUnlikely, judgeTextLayer, lettersOf, type TextLayer } from "./textLayer.ts";

/** What a page's picture gave. */
export type Recognized =
  | { readonly columns: readonly (readonly Line[])[]; readonly confidence: number }
  /** the text layer stands as it is, or there is none: then `reason` says why the picture gave nothing */
  | { readonly columns: null; readonly reason: Reason | null };

/** Recognises pages of a PDF whose text layer does not serve. */
export interface PageRecognizer {
  /** pages that are worked at together */
  readonly ahead: number;
  /** null where the text layer is good; never rejects */
  recognize(page: {
    readonly number: number;
    /** as shown, in points */
    readonly size: { readonly width: number; readonly height: number } | null;
    readonly layer: readonly TextGroup[];
  }): Promise<Recognized> | null;
  close(): Promise<void>;
}

/** A page with little text is a scan with a stamp where a picture covers this share of it. */
const scanShare = 0.5;
/** A doubtful text layer gives way only to text that is surely better. */
const surelyBetter = 0.7;

/** @param language as the document names it */
export function createPageRecognizer(reading: Reading, language: string | null): PageRecognizer {
  let threads: OcrThreads | null = null;
  const open = () =>
    (threads ??= createOcrThreads({
      file: reading.bytes,
      password: reading.password,
      limits: reading.limits,
      language: ocrLanguageOf(language),
    }));
  let pictures: boolean | null = null;
  // Streams stand in no other object, so that the dictionary of a picture is there to be seen.
  const hasPictures = () => (pictures ??= Buffer.from(reading.bytes).includes("/Image"));

  return {
    get ahead() {
      return threads?.size ?? 1;
    },
    recognize({ number, size, layer: groups }) {
      if (!size) return null;
      const layer = judgeTextLayer(groups);
      if (layer === "good" || (layer === "sparse" && !hasPictures())) return null;
      const request = { kind: "page", number, ...size, leastPicture: layer === "sparse" ? scanShare : 0 } as const;
      return open()
        .recognize(request)
        .then((result) => choose(layer, groups, result));
    },
    close: async () => threads?.close(),
  };
}

const unmapped = reasonOf("LETTERS_UNKNOWN");

function choose(layer: TextLayer, groups: readonly TextGroup[], result: OcrResult): Recognized {
  if (result.kind !== "text") {
    const reason = layer === "none" ? whyUnread(result) : layer === "unmapped" ? unmapped : null;
    return { columns: null, reason };
  }
  const { confidence, columns } = result.text;
  const seen = columns.flatMap((lines) => lines.flatMap(({ words }) => words.map(({ text }) => text))).join(" ");
  const there = lettersOf(groups.flatMap(({ fragments }) => fragments.map(({ text }) => text)).join(""));
  const keepsLayer =
    (layer === "unlikely" && (confidence < surelyBetter || isUnlikely(seen))) ||
    (layer === "sparse" && (confidence < surelyBetter || lettersOf(seen) < 2 * there));
  if (keepsLayer) return { columns: null, reason: null };
  return { columns: recognizedColumns(result.text), confidence };
}
