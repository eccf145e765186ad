import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Words, wordsOf } from "../../electron/words/words.ts";

/** Words for codes with data: errors, reasons, findings, labels of pages. */
export function useWords(): Words {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => wordsOf(t, language), [t, language]);
}
