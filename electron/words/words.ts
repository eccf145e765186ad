import { createInstance, type i18n, type InitOptions, type TFunction } from "i18next";
import type { Problem } from "../contract/errors.ts";
import type { Finding } from "../contract/findings.ts";
import type { FileName } from "../contract/fileNames.ts";
import type { PageLabel } from "../contract/pageLabels.ts";
import { type Catalogue, catalogues, type Language, type Section } from "./catalogues.ts";
import { type Formats, formatsOf } from "./formats.ts";
import type { Reason } from "../contract/reasons.ts";
import type { FactData, KeyFact } from "../contract/summaries.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "ui";
    resources: Catalogue;
  }
}

/** Words for what the application says as code and data. Codes are keys of the catalogue, data fill the placeholders. */
export interface Words {
  /** What happened, what was kept, what to do. */
  readonly error: (problem: { readonly code: Problem["code"]; readonly data?: Problem["data"] }) => string;
  /** What the check of a point found, a sentence each; "" for nothing. */
  readonly findings: (findings: readonly Finding[]) => string;
  /** A key fact with what was computed of it in words; what stands in a document stays as it is. */
  readonly fact: <Fact extends WordedFact>(fact: Fact) => Fact;
  /** Why something is as it is, or what was noticed. */
  readonly reason: (reason: Reason) => string;
  /** What a page is called, with the names of the files inside the document that it lies in. */
  readonly label: (label: PageLabel) => string;
  readonly formats: Formats;
  /** Any other words, typed by the catalogue: `t("error:NO_MODEL")`. */
  readonly t: TFunction<readonly ["ui", ...Section[]]>;
}

type WordedFact = Pick<KeyFact, "label" | "value" | "data">;

/** The words of a language for a program without a page: shell, server, command line and exports. */
export function createWords(language: Language = "en"): Words {
  const instance = createInstance();
  // Resources are at hand, so nothing is awaited.
  void instance.init(wordsOptions(language));
  addFormats(instance);
  return wordsOf(instance.t, language);
}

/** The same over a `t` that is there already, such as that of the page. */
export function wordsOf(t: TFunction, language: string): Words {
  // Keys are made of codes here; a test knows that each has its words.
  const say = t as (key: string, values: Record<string, unknown>) => string;
  const sayName = (name: FileName) => (typeof name === "string" ? name : say(`fileName:${name.code}`, name.data));
  return {
    t,
    formats: formatsOf(language),
    findings: (findings) => findings.map(({ code, data }) => say(`finding:${code}`, data)).join(" "),
    error: ({ code, data }) =>
      typeof data?.["legacy"] === "string" ? data["legacy"] : say(`error:${code}`, { ...data, ...variantOf(data) }),
    fact: (fact) => (fact.data ? { ...fact, ...factWords(fact.label, fact.data, t) } : fact),
    reason: ({ code, data, within }) => {
      const note = say(`reason:${code}`, { ...data, ...variantOf(data) });
      // The outermost name first, as each reader put its own before what it was told.
      return (within ?? []).reduceRight<string>(
        (inner, name) => say("within:file", { name: sayName(name), note: inner }),
        note,
      );
    },
    label({ code, data, within }) {
      const label = say(`label:${code}`, "name" in data ? { name: sayName(data.name) } : data);
      return (within ?? []).reduceRight<string>(
        (inner, name) => say("within:label", { name: sayName(name), label: inner }),
        label,
      );
    },
  };
}

function factWords(label: string, data: FactData, t: Words["t"]): Pick<WordedFact, "label" | "value"> {
  if (data.type === "table") {
    const rows = t("factText:rows", { count: data.rows });
    return { label, value: t("factText:table", { rows, columns: t("factText:columns", { count: data.columns }) }) };
  }
  const name = label === "" ? t("factText:column", { column: data.column }) : label;
  return { label: name, value: columnWords(data, t) };
}

function columnWords(data: Exclude<FactData, { readonly type: "table" }>, t: Words["t"]): string {
  const withGaps = (value: string, empty: number): string =>
    empty === 0 ? value : t("factText:empty", { value, count: empty });
  switch (data.type) {
    case "outlier":
      return t("factText:outlier", { cell: data.cell });
    case "dates":
      return withGaps(t("factText:dates", { from: data.from, to: data.to }), data.empty);
    case "texts": {
      const more = data.different > data.examples.length ? ["…"] : [];
      const examples = [...data.examples, ...more].join("; ");
      const value =
        data.different === data.count
          ? t("factText:textsAllDifferent", { examples })
          : t("factText:texts", { different: data.different, examples });
      return withGaps(value, data.empty);
    }
    case "numbers": {
      const { leastCell: least, mostCell: most, total, mean, unit } = data;
      const range = t("factText:numbers", { least, most });
      if (total === null || mean === null) return withGaps(range, data.empty);
      const sums = { range, total, mean, unit };
      return withGaps(unit === null ? t("factText:total", sums) : t("factText:totalUnit", sums), data.empty);
    }
  }
}

/** How both sides read the catalogue. */
export function wordsOptions(language: Language) {
  return {
    lng: language,
    fallbackLng: "en",
    initAsync: false,
    // What is shown is escaped where it is shown: React does it, a terminal and a file need none.
    interpolation: { escapeValue: false },
    ns: Object.keys(catalogues.en),
    defaultNS: "ui",
    resources: catalogues,
  } satisfies InitOptions;
}

/** Formats of placeholders beside i18next's own: `{{size, bytes}}`. */
export function addFormats(instance: i18n): void {
  for (const name of ["bytes", "figure", "percent", "seconds", "speed"] as const) {
    instance.services.formatter?.add(name, (value, language) => formatsOf(language ?? "en")[name](Number(value)));
  }
}

/** A code whose data name a `reason` has words of its own for it, `CODE_REASON`, where the catalogue knows them. */
function variantOf(data: object | undefined): { readonly context?: string } {
  return data && "reason" in data && typeof data.reason === "string" ? { context: data.reason } : {};
}
