/** What stands before the text of a Markdown file as YAML or TOML: its fields of one line, by their names in lower case. */
export interface FrontMatter {
  readonly fields: Readonly<Record<string, string>>;
  /** the file without it */
  readonly text: string;
}

/**
 * Front matter between two lines of three hyphens (YAML) or plus signs (TOML) at the very start. A rule that begins a text is none: what
 * follows it is no list of fields. Of values nested deeper nothing is said but items of a list, joined by commas.
 */
export function frontMatterOf(source: string): FrontMatter {
  const found = /^(---|\+\+\+)[ \t]*\n(\S[\s\S]*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)/u.exec(source);
  const lines = found?.[2]?.split("\n") ?? [];
  const isField = (line: string) => fieldOf(line) !== null;
  const isPart = (line: string) => isField(line) || /^(?:\s|#|- |-$|\[|\]|\}|$)/u.test(line);
  if (!found || !isField(lines.find((line) => !line.startsWith("#")) ?? "") || !lines.every(isPart)) {
    return { fields: {}, text: source };
  }
  const fields: Record<string, string> = {};
  let open: string | null = null;
  for (const line of lines) {
    const field = fieldOf(line);
    if (field) {
      open = field.name.toLowerCase();
      // | and > say that the value stands in the lines below.
      fields[open] ??= /^[|>][+-]?\d?$/u.test(field.value) ? "" : scalar(field.value);
    } else if (open !== null && /^(?:\s+\S|- )/u.test(line)) {
      const item = /^\s*-\s+(?:name:\s*)?(.*)$/u.exec(line)?.[1];
      const more = scalar(item ?? line.trim());
      const before = fields[open] ?? "";
      fields[open] = before === "" ? more : `${before}${item === undefined ? " " : ", "}${more}`;
    }
  }
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
  return { fields: filled, text: source.slice(found[0].length) };
}

function fieldOf(line: string): { name: string; value: string } | null {
  const field = /^["']?([\p{L}_][\p{L}\p{N}_. -]{0,40}?)["']?\s*(?::(?=\s|$)|=)\s*(.*)$/u.exec(line);
  return field?.[1] === undefined ? null : { name: field[1], value: (field[2] ?? "").trim() };
}

/** A value without its quotes, its brackets and what is remarked behind it. */
function scalar(value: string): string {
  const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/u.exec(value);
  if (quoted) {
    const inner = quoted[2] ?? "";
    return quoted[1] === "'" ? inner.replaceAll("''", "'") : inner.replace(/\\(["\\/])/gu, "$1");
  }
  const list = /^\[(.*)\]$/u.exec(value)?.[1];
  if (list !== undefined)
    return list
      .split(",")
      .map((item) => scalar(item.trim()))
      .join(", ");
  return value.replace(/\s#.*$/u, "").trim();
}
