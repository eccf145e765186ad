import type { PhrasingContent, Root, RootContent } from "mdast";

const mark = /\[(\d{1,4})\]/g;

/**
 * A remark plugin: `[n]` in running text becomes a `cite` element with the number, which the view draws as a chip. In
 * code, links and headings of links it stays text. The element cannot be written by hand: HTML in the source is not parsed.
 */
export function remarkCitationMarks() {
  return (tree: Root) => split(tree);
}

interface Parent {
  children: (RootContent | PhrasingContent)[];
}

function split(node: Parent): void {
  node.children = node.children.flatMap((child): (RootContent | PhrasingContent)[] => {
    if (child.type === "text") return splitText(child.value);
    if (child.type === "link" || child.type === "linkReference") return [child];
    if ("children" in child) split(child as Parent);
    return [child];
  });
}

function splitText(text: string): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let from = 0;
  for (const match of text.matchAll(mark)) {
    // chips bring their own distance
    const before = text.slice(from, match.index).replace(/ $/, "");
    if (before !== "") parts.push({ type: "text", value: before });
    parts.push({
      type: "emphasis",
      children: [],
      data: { hName: "cite", hProperties: { dataNumber: match[1] ?? "" } },
    });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ type: "text", value: text.slice(from) });
  return parts;
}
