import { AppError } from "../../contract/errors.ts";
import { mainPart, type OfficePackage } from "./openPackage.ts";
import { childOf, childrenOf, readXmlTree, type XmlElement } from "./xml.ts";

/** Based upon one another no deeper than this; a circle ends here. */
const deepest = 30;

/** Ids of the styles of a DOCX that show letters as capitals, large or small, however they were typed. None where they are damaged. */
export async function capitalStyles(opened: OfficePackage): Promise<ReadonlySet<string>> {
  const part = (await opened.relations(await mainPart(opened, "word/document.xml"))).find(
    ({ type }) => type === "styles",
  )?.target;
  if (part === undefined || !opened.has(part)) return new Set();
  let root: XmlElement;
  try {
    root = await readXmlTree(opened.stream(part));
  } catch (error) {
    if (error instanceof AppError && error.code === "DOCUMENT_DAMAGED") return new Set();
    throw error;
  }
  const styles = new Map(
    childrenOf(root, "w:style").map((style) => [
      style.attributes["w:styleId"] ?? "",
      { parent: childOf(style, "w:basedOn")?.attributes["w:val"], capitals: capitalsIn(childOf(style, "w:rPr")) },
    ]),
  );
  const isCapital = (id: string) => {
    let style = styles.get(id);
    for (let depth = 0; style && depth < deepest; depth++) {
      if (style.capitals !== null) return style.capitals;
      style = styles.get(style.parent ?? "");
    }
    return false;
  };
  return new Set([...styles.keys()].filter(isCapital));
}

function capitalsIn(properties: XmlElement | null): boolean | null {
  const set = ["w:caps", "w:smallCaps"].flatMap((name) => childrenOf(properties, name));
  if (set.length === 0) return null;
  return set.some(({ attributes }) => !["0", "false", "off"].includes(attributes["w:val"] ?? "1"));
}
