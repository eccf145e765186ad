import en from "../../resources/i18n/en.json" with { type: "json" };

/**
 * The words for people, one file a language, each complete. Its sections are i18next's namespaces, `ui` the one that is meant where none
 * is named: `t("error:NO_MODEL")`, `t("common.cancel")`.
 */
export type Catalogue = typeof en;
export type Section = keyof Catalogue;

/** Another language is another file beside `en.json` and its line here. */
export const catalogues = { en } satisfies Record<string, Catalogue>;
export type Language = keyof typeof catalogues;
