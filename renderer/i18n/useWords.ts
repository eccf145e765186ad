import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Words, wordsOf } from "../../electron/words/words.ts";

/** Words for codes with data: errors, reasons, findings, labels of pages. */
export function useWords(): Words {
  const { t } = useTranslation();
  return useMemo(() => wordsOf(t), [t]);
}
