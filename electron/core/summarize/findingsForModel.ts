import words from "../../../resources/prompts/findings.json" with { type: "json" };
import type { Finding } from "../../contract/findings.ts";

type CheckedCode = Exclude<Finding["code"], "LEGACY">;

/** What was found of a claim, as the prompt that asks for it again says it: prompts are in English, whatever the interface is in. */
export function findingsForModel(findings: readonly Finding[], isCut: boolean): string {
  const sentences: Readonly<Record<CheckedCode, string>> = words.findings;
  const said = findings.map((finding) => {
    if (finding.code === "LEGACY") return finding.data.text;
    const data: Readonly<Record<string, string | number>> = finding.data;
    // Filled in one go: braces inside the text of a point are left alone.
    return sentences[finding.code].replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => String(data[name] ?? ""));
  });
  return [...(isCut ? [words.cut] : []), ...said].join(" ") || words.other;
}
