import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  type ChoiceName,
  choiceNames,
  type SummaryOptionName,
  type SummaryOptions,
  summaryOptionTable,
  type TextName,
  textNames,
} from "../../../electron/contract/summaryOptions.ts";
import { useWords } from "../../i18n/useWords.ts";

/** Options that stand behind a button; those that a model follows which only quotes come first. */
export const moreNames = choiceNames
  .filter((name) => summaryOptionTable[name].asked === "more")
  .toSorted((a, b) => Number(summaryOptionTable[b].forQuotes) - Number(summaryOptionTable[a].forQuotes));
/** Choices that the form shows at once. */
export const formNames = choiceNames.filter((name) => summaryOptionTable[name].asked === "form");

/** The options of summaries in words. */
export function useOptionWords() {
  const { i18n } = useTranslation();
  const { t } = useWords();
  return useMemo(() => {
    // Every value has its key; a test knows.
    const say = t as (key: string) => string;
    const value = <Name extends ChoiceName>(name: Name, of: SummaryOptions[Name]) => say(`option:${name}.value.${of}`);
    /** What differs from the standard, in a few words; empty where nothing does. */
    const chosen = (options: SummaryOptions): string =>
      moreNames
        .filter((name) => options[name] !== summaryOptionTable[name].standard)
        .map((name) => value(name, options[name]))
        .join(" · ");
    return {
      name: (name: SummaryOptionName): string => t(`option:${name}.name`),
      label: (name: SummaryOptionName): string => t(`option:${name}.label`),
      value,
      hint: (name: TextName): string => t(`option:${name}.hint`),
      /** What a value means, where its name does not tell. */
      valueHint(name: ChoiceName, of: string): string | undefined {
        const key = `option:${name}.valueHint.${of}`;
        return i18n.exists(key) ? say(key) : undefined;
      },
      chosen,
      /** Everything that tells one summary of a document from another. */
      all: (options: SummaryOptions): string[] => [
        ...formNames.map((name) => value(name, options[name])),
        ...[chosen(options), ...textNames.map((name) => options[name] && `“${options[name]}”`)].filter(
          (words) => words !== "",
        ),
      ],
    };
  }, [t, i18n]);
}
