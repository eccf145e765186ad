import type { PhrasingContent, Root, RootContent } from "mdast";

const lastWord = /\S{1,40}$/;
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
    if ("children" in child) split(child);
    return [child];
  });
}

function splitText(text: string): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let from = 0;
  for (const match of text.matchAll(mark)) {
    // chips bring their own distance
    const before = text.slice(from, match.index).replace(/ $/, "");
    const word = lastWord.exec(before)?.[0] ?? "";
    const rest = before.slice(0, before.length - word.length);
    if (rest !== "") parts.push({ type: "text", value: rest });
    parts.push({
      type: "emphasis",
      // the word goes along, so that the chip stays on its line
      children: word === "" ? [] : [{ type: "text", value: word }],
      data: { hName: "cite", hProperties: { dataNumber: match[1] ?? "" } },
    });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ type: "text", value: text.slice(from) });
  return parts;
}
