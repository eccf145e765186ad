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

/** How a command or an option is written, and what it does. */
export interface HelpItem {
  readonly of: "command" | "option";
  readonly usage: string;
  readonly text: string;
}

/** What the command line can do, options behind the command that they are first told of. */
export function helpItems(): HelpItem[] {
  const command = (name: HelpName): HelpItem => ({ of: "command", ...told(name) });
  const option = (name: HelpName): HelpItem => ({ of: "option", ...told(name) });
  return [
    command("summarize"),
    option("json"),
    { of: "option", usage: t("cli:save.usage"), text: t("cli:save.text", { extensions: savedExtensions }) },
    ...(["name", "keep", "noModel", "forecast"] as const).map(option),
    ...summaryOptionNames.map(summaryOption),
    ...(["compare", "ask", "check"] as const).map(command),
    ...(["claims", "jsonl"] as const).map(option),
    command("table"),
    option("template"),
    {
      of: "option",
      usage: t("cli:out.usage"),
      text: t("cli:out.text", { extensions: extensionsOfExport("answerTable") }),
    },
    command("chat"),
    option("complete"),
    ...(
      ["read", "models", "modelsGet", "modelsAdd", "modelsServer", "modelsSet", "modelsRemove", "modelsAssign"] as const
    ).map(command),
    ...(
      [
        "modelsTry",
        "endpoints",
        "connections",
        "costs",
        "tuning",
        "watch",
        "bundle",
        "mcp",
        "mcpServers",
        "vault",
        "serve",
      ] as const
    ).map(command),
    ...(["man", "completions"] as const).map(command),
  ];
}

/** What every command takes. */
export function everywhereItems(): HelpItem[] {
  const names = ["model", "endpoint", "dataDir", "passphraseFile", "password", "offline", "help"] as const;
  return names.map((name) => ({
    of: "option",
    usage: t(`cli:everywhere.${name}.usage`),
    text: t(`cli:everywhere.${name}.text`),
  }));
}

/** How a command ends, and what that says. */
export function exitItems(): { readonly code: number; readonly text: string }[] {
  return ([0, 1, 2, 3, 4, 130] as const).map((code) => ({ code, text: t(`cli:exits.${code}`) }));
}

export function help(): string {
  return [
    t("cli:help.title"),
    "",
    ...helpItems().flatMap(lines),
    "",
    t("cli:everywhere.title"),
    ...everywhereItems().flatMap(lines),
    "",
    t("cli:exits.title"),
    ...exitItems().flatMap(({ code, text }) => entry(2, String(code), text)),
    "",
  ].join("\n");
}

type HelpName = Exclude<keyof Catalogue["cli"]["help"], "title">;

function told(name: HelpName): { usage: string; text: string } {
  return { usage: t(`cli:help.${name}.usage`), text: t(`cli:help.${name}.text`) };
}

function summaryOption(name: SummaryOptionName): HelpItem {
  const values = isChoice(name) ? [...summaryOptionTable[name].values] : [];
  return {
    of: "option",
    usage: `--${name} ${t(`option:${name}.sign`)}`,
    text: t(`option:${name}.help`, { values }),
  };
}

function lines({ of, usage, text }: HelpItem): string[] {
  return entry(of === "command" ? 2 : 6, usage, text);
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
