import { type Reason, reasonOf } from "../../contract/reasons.ts";
import type { OcrResult } from "./ocrThreads.ts";

/** Why a page whose text was to be recognised is unread. */
export function whyUnread(result: Exclude<OcrResult, { readonly kind: "text" }>): Reason {
  switch (result.kind) {
    case "blank":
      return reasonOf("PAGE_BLANK");
    case "unsure":
      return result.confidence === 0
        ? reasonOf("PICTURE_WITHOUT_TEXT")
        : reasonOf("PICTURE_UNSURE", { percent: Math.round(result.confidence * 100) });
    case "failed":
      return reasonOf(failures[result.cause]);
  }
}

const failures = {
  picture: "PICTURE_NOT_DRAWN",
  time: "RECOGNITION_TIME_LIMIT",
  memory: "RECOGNITION_MEMORY_LIMIT",
} as const;
