import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Catalogue } from "../../electron/words/catalogues.ts";
import { addFormats, wordsOptions } from "../../electron/words/words.ts";
import { en } from "./en.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en } & Catalogue;
  }
}

/** The texts of the interface; English is the only language so far and the fallback of every other. */
export function createI18n(): i18n {
  const instance = createInstance();
  const { resources, ...options } = wordsOptions("en");
  void instance.use(initReactI18next).init({
    ...options,
    defaultNS: "translation",
    resources: { en: { ...resources.en, translation: en } },
  });
  addFormats(instance);
  return instance;
}
