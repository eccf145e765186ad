import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { addFormats, wordsOptions } from "../../electron/words/words.ts";

/** The words of the interface: section `ui` of the catalogue, and what stands in its other sections. */
export function createI18n(): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init(wordsOptions("en"));
  addFormats(instance);
  return instance;
}
