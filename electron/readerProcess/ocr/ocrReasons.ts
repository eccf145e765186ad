import type { OcrResult } from "./ocrThreads.ts";

/** Why a page whose text was to be recognised is unread. */
export function reasonOf(result: Exclude<OcrResult, { readonly kind: "text" }>): string {
  switch (result.kind) {
    case "blank":
      return "There is no text on this page; it is blank.";
    case "unsure":
      return result.confidence === 0
        ? "No text was found in the picture on this page."
        : `The text in the picture on this page could not be recognised with enough certainty (${Math.round(result.confidence * 100)} %).`;
    case "failed":
      return failures[result.cause];
  }
}

const failures = {
  picture: "The picture on this page could not be drawn, so its text could not be recognised.",
  time: "Recognising the text of this page took longer than the limit in the settings.",
  memory: "Recognising the text of this page needs more memory than the limit in the settings leaves.",
} as const;
