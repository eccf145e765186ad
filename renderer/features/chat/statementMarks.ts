import type { PhrasingContent, Root, RootContent, Text } from "mdast";
import type { Statement } from "../../../electron/contract/chat.ts";
import { endOfStatement } from "../../../electron/contract/statements.ts";
import { claimSpans, type LitSpan, litPieces } from "../../ui/litPieces.ts";

/** Where something is shown in the Markdown of a message, in characters of its source. */
export interface StatementPlaces {
  readonly source: string;
  /** words that findings are about */
  readonly lit: readonly LitSpan[];
  /** a verdict stands at each */
  readonly ends: readonly { readonly at: number; readonly statement: number }[];
}

/** What is to be shown of the statements of a message, in its source. */
export function placesOf({
  text,
  statements,
  firstStatement = 0,
}: {
  readonly text: string;
  readonly statements: readonly Statement[];
  /** of a part of a message: which of its statements the first of these is */
  readonly firstStatement?: number;
}): StatementPlaces {
  return {
    source: text,
    lit: statements.flatMap((statement) => litIn(text, statement)),
    ends: statements.map((statement, index) => ({
      at: endOfStatement(text, statement),
      statement: firstStatement + index,
    })),
  };
}

/** The words of a claim as they stand in the text: the claim is a part of it without its Markdown, so that its letters come in the same order. */
export function litIn(text: string, { start, end, claim, findings }: Statement): LitSpan[] {
  const spans = claimSpans(findings);
  if (spans.length === 0) return [];
  const places: number[] = [];
  // From the end, because what introduces a claim stands before it.
  let at = Math.min(end, text.length);
  for (let index = claim.length - 1; index >= 0; index -= 1) {
    const letter = claim[index]?.toLowerCase() ?? "";
    if (/\s/u.test(letter)) {
      places[index] = at;
      continue;
    }
    do at -= 1;
    while (at >= start && text[at]?.toLowerCase() !== letter);
    if (at < start) return [];
    places[index] = at;
  }
  return spans.flatMap((span) => {
    const [from, last] = [places[span.start], places[span.end - 1]];
    return from === undefined || last === undefined ? [] : [{ ...span, start: from, end: last + 1 }];
  });
}

/**
 * A remark plugin: in running text a `mark` stands around what findings are about, and a `data` element with the number of the statement
 * behind each, where the view draws its verdict. It comes before the plugin of the citations, which leaves no places.
 */
export function remarkStatements(places: StatementPlaces) {
  return (tree: Root) => {
    const open = [...places.ends];
    place(tree, places, open);
    // Behind what has no text of its own, as at the end of a picture.
    const last = tree.children.at(-1);
    if (last && "children" in last) (last as Parent).children.push(...open.map(verdictNode));
  };
}

interface Parent {
  children: (RootContent | PhrasingContent)[];
}

function place(node: Parent, places: StatementPlaces, open: StatementPlaces["ends"][number][]): void {
  node.children = node.children.flatMap((child): (RootContent | PhrasingContent)[] => {
    if (child.type === "text") return split(child, places, open);
    if (child.type === "link" || child.type === "linkReference") return [child];
    if ("children" in child) place(child, places, open);
    // Where emphasis ends with its sentence the verdict stands behind it.
    const end = child.position?.end.offset ?? 0;
    const isPhrase = child.type === "strong" || child.type === "emphasis" || child.type === "inlineCode";
    return isPhrase ? [child, ...taken(open, end)] : [child];
  });
  if ("type" in node && blocks.has(String(node.type))) {
    const end = (node as Partial<RootContent>).position?.end.offset ?? 0;
    node.children.push(...taken(open, end));
  }
}
const blocks: ReadonlySet<string> = new Set(["paragraph", "tableCell", "heading"]);

/** The verdicts of what ends up to here. */
function taken(open: StatementPlaces["ends"][number][], end: number): PhrasingContent[] {
  const own: PhrasingContent[] = [];
  while (open[0] && open[0].at <= end) {
    const next = open.shift();
    if (next) own.push(verdictNode(next));
  }
  return own;
}

function split(
  node: Text,
  { source, lit }: StatementPlaces,
  open: StatementPlaces["ends"][number][],
): PhrasingContent[] {
  const [from, to] = [node.position?.start.offset, node.position?.end.offset];
  // An escape or an entity: its letters are not those of the source.
  if (from === undefined || to === undefined || source.slice(from, to) !== node.value) return [node];
  const parts: PhrasingContent[] = [];
  let at = from;
  const put = (end: number): void => {
    const spans = lit
      .map((span) => ({ ...span, start: span.start - at, end: span.end - at }))
      .filter((span) => span.end > 0);
    const positive = spans.map((span) => ({ ...span, start: Math.max(0, span.start) }));
    for (const { text, severity } of litPieces(source.slice(at, end), positive)) {
      if (text === "") continue;
      parts.push(severity === null ? { type: "text", value: text } : markNode(text, severity));
    }
    at = end;
  };
  while (open[0] && open[0].at <= to) {
    if (open[0].at > at) put(open[0].at);
    parts.push(...taken(open, open[0].at));
  }
  if (at < to) put(to);
  return parts;
}

function markNode(value: string, severity: string): PhrasingContent {
  return {
    type: "emphasis",
    children: [{ type: "text", value }],
    data: { hName: "mark", hProperties: { dataSeverity: severity } },
  };
}

function verdictNode({ statement }: { readonly statement: number }): PhrasingContent {
  return { type: "emphasis", children: [], data: { hName: "data", hProperties: { dataStatement: String(statement) } } };
}
