import { usage } from "./options.ts";
import { everywhereItems, exitItems, type HelpItem, helpItems } from "./help.ts";
import { words } from "./words.ts";

const { t } = words;

/** The manual page, in the macros of man(7). */
export function manPage(): string {
  return [
    `.TH TRAMONTANE 1 "" Tramontane ${quoted(t("cli:man.section"))}`,
    // no words divided: what stands here is typed
    ".nh",
    heading(t("cli:man.headings.name")),
    plain(t("cli:man.name")),
    heading(t("cli:man.headings.synopsis")),
    `.B ${argument(t("cli:man.synopsis"))}`,
    heading(t("cli:man.headings.commands")),
    ...helpItems().flatMap(item),
    heading(t("cli:man.headings.options")),
    ...everywhereItems()
      .map((each): HelpItem => ({ ...each, of: "command" }))
      .flatMap(item),
    heading(t("cli:man.headings.exits")),
    plain(t("cli:exits.title")),
    ...exitItems().flatMap(({ code, text }) => item({ of: "command", usage: String(code), text })),
    "",
  ].join("\n");
}

export async function printManPage(args: readonly string[]): Promise<number> {
  if (args.length > 0) throw usage({});
  process.stdout.write(manPage());
  return Promise.resolve(0);
}

function heading(words: string): string {
  return `.SH ${quoted(words)}`;
}

/** An option stands further in than its command. */
function item({ of, usage: written, text }: HelpItem): string[] {
  const lines = [".TP", `.B ${argument(written)}`, plain(text)];
  return of === "option" ? [".RS", ...lines, ".RE"] : lines;
}

/** Text that is nothing but text to roff. */
function plain(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^(?=[.'])/u, "\\&");
}

/** Of a macro, which takes quotation marks for its own. */
function argument(text: string): string {
  return plain(text).replaceAll('"', "\\(dq");
}

function quoted(text: string): string {
  return `"${argument(text)}"`;
}
