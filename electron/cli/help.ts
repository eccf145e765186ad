import { extensionsOfExport } from "../contract/exports.ts";
import {
  isChoice,
  type SummaryOptionName,
  summaryOptionNames,
  summaryOptionTable,
} from "../contract/summaryOptions.ts";
import type { Catalogue } from "../words/catalogues.ts";
import { savedExtensions } from "./save.ts";
import { words } from "./words.ts";

const { t } = words;

/** What the command line can do. */
export function help(): string {
  const command = (name: HelpName) => entry(2, t(`cli:help.${name}.usage`), t(`cli:help.${name}.text`));
  const option = (name: HelpName) => entry(6, t(`cli:help.${name}.usage`), t(`cli:help.${name}.text`));
  return [
    t("cli:help.title"),
    "",
    ...command("summarize"),
    ...option("json"),
    ...entry(6, t("cli:save.usage"), t("cli:save.text", { extensions: savedExtensions })),
    ...(["noModel", "forecast"] as const).flatMap(option),
    ...summaryOptionNames.flatMap(optionLines),
    ...(["compare", "ask", "check"] as const).flatMap(command),
    ...(["claims", "jsonl"] as const).flatMap(option),
    ...command("table"),
    ...option("template"),
    ...entry(6, t("cli:out.usage"), t("cli:out.text", { extensions: extensionsOfExport("answerTable") })),
    ...command("chat"),
    ...option("complete"),
    ...(
      ["read", "models", "modelsGet", "modelsAdd", "modelsServer", "modelsSet", "modelsRemove", "modelsAssign"] as const
    ).flatMap(command),
    ...(["endpoints", "connections", "costs", "tuning", "watch", "bundle", "serve"] as const).flatMap(command),
    "",
    t("cli:help.everywhere"),
    "",
  ].join("\n");
}

type HelpName = Exclude<keyof Catalogue["cli"]["help"], "title" | "everywhere">;

function optionLines(name: SummaryOptionName): string[] {
  const values = isChoice(name) ? [...summaryOptionTable[name].values] : [];
  return entry(6, `--${name} ${t(`option:${name}.sign`)}`, t(`option:${name}.help`, { values }));
}

/** How something is written and what it does, on more lines where it takes them. */
function entry(before: number, usage: string, text: string): string[] {
  const [first = "", ...more] = wrap(text, width - indent);
  return [
    `${" ".repeat(before)}${usage}`.padEnd(indent - 1) + ` ${first}`,
    ...more.map((line) => " ".repeat(indent) + line),
  ];
}

/** where the explanations begin, and where lines end, in characters */
const indent = 29;
const width = 118;

function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
