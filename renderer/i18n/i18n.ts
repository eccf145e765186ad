import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** The texts of the interface; English is the only language so far and the fallback of every other. */
export function createI18n(): i18n {
  const instance = createInstance();
  // React escapes what it shows; resources are at hand, so nothing is awaited
  void instance.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en } },
  });
  return instance;
}
