import { useTranslation } from "react-i18next";
import { type Formats, formatsOf } from "../../electron/words/formats.ts";

/** Numbers, dates and lists in the language of the interface. */
export function useFormats(): Formats {
  return formatsOf(useTranslation().i18n.language);
}
