import type { CheckedClaim } from "../contract/check.ts";
import type { Support } from "../contract/summaries.ts";
import { words } from "./words.ts";

const { t } = words;

const signs: Readonly<Record<Support, string>> = { verified: "✓", weak: "~", contradicted: "✗", unsupported: "–" };

/** A checked claim for people: its verdict, why, and the quotes that it was held against. */
export function printChecked(checked: CheckedClaim, fileOf: ReadonlyMap<string, string>): string {
  const { claim, support, findings, citations, contradictions } = checked;
  const place = ({ documentId, page, quote }: CheckedClaim["citations"][number]) => ({
    name: fileOf.get(documentId) ?? "",
    page,
    quote: quote.replaceAll(/\s+/gu, " "),
  });
  const lines = [
    ...(findings.length > 0 ? [words.findings(findings)] : []),
    ...citations.map((citation) => t("cli:check.quote", place(citation))),
    ...contradictions.flatMap((other) => [
      ...other.citations.map((citation) => t("cli:check.contradicts", place(citation))),
      words.findings(other.findings),
    ]),
  ];
  const verdict = t("cli:check.verdict", { sign: signs[support], support: t(`cli:check.support.${support}`), claim });
  return `${[verdict, ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

/** How many claims came to which verdict, told after all of them. */
export function countVerdicts(): { add(support: Support): void; told(): string } {
  const counts = { verified: 0, weak: 0, contradicted: 0, unsupported: 0 };
  return {
    add: (support) => void (counts[support] += 1),
    told: () => {
      const count = Object.values(counts).reduce((sum, each) => sum + each, 0);
      return `\n${t("cli:check.all", { count, ...counts })}\n`;
    },
  };
}
