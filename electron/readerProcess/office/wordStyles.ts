import { childOf, childrenOf, type XmlElement } from "./xml.ts";

/** Based upon one another no deeper than this; a circle ends here. */
const deepest = 30;

/** How a stretch of text is set; what is undefined is decided elsewhere. */
export interface RunLook {
  readonly capitals?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly raise?: -1 | 0 | 1 | undefined;
  readonly font?: string | undefined;
  readonly bold?: boolean | undefined;
  /** in half points */
  readonly size?: number | undefined;
  /** a run of a complex script, as Arabic and Hebrew are, which has a weight and a size of its own */
  readonly complex?: boolean | undefined;
  readonly complexBold?: boolean | undefined;
  readonly complexSize?: number | undefined;
}

/** What a paragraph's style, or the paragraph itself, says of it. */
export interface ParagraphLook {
  /** 0 to 8; 9 is body text */
  readonly outline?: number | undefined;
  /** of its list; "0" is none */
  readonly numId?: string | undefined;
  readonly level?: number | undefined;
}

export interface WordStyle extends ParagraphLook {
  /** ids of the style and of those it is based on, its own first */
  readonly ids: readonly string[];
  /** names of the same, in small letters */
  readonly names: readonly string[];
  readonly run: RunLook;
}

export interface WordStyles {
  /** Where there is no id, the one that all paragraphs have. */
  paragraph(id: string | undefined): WordStyle;
  character(id: string | undefined): RunLook;
  /** The list that a style for lists stands for. */
  listOf(id: string): string | undefined;
}

/** The styles of a DOCX with what they take from those that they are based on; none where the part is missing. */
export function createWordStyles(root: XmlElement | null): WordStyles {
  const elements = new Map<string, XmlElement>();
  let usual: string | undefined;
  for (const style of childrenOf(root, "w:style")) {
    const { "w:styleId": id = "", "w:type": type, "w:default": isDefault } = style.attributes;
    elements.set(id, style);
    if (type === "paragraph" && isOn(isDefault ?? "0")) usual = id;
  }
  const defaults = runLook(childOf(root, "w:docDefaults", "w:rPrDefault", "w:rPr"));
  const made = new Map<string, WordStyle>();
  const none: WordStyle = { ids: [], names: [], run: {} };

  const resolve = (id: string, depth: number): WordStyle => {
    const ready = made.get(id);
    if (ready) return ready;
    const element = elements.get(id);
    if (!element || depth > deepest) return none;
    const parent = childOf(element, "w:basedOn")?.attributes["w:val"];
    const base = parent === undefined ? none : resolve(parent, depth + 1);
    const style: WordStyle = {
      ...base,
      ...paragraphLook(childOf(element, "w:pPr")),
      ids: [id, ...base.ids],
      names: [(childOf(element, "w:name")?.attributes["w:val"] ?? "").toLowerCase(), ...base.names],
      run: { ...base.run, ...runLook(childOf(element, "w:rPr")) },
    };
    made.set(id, style);
    return style;
  };

  return {
    paragraph(id) {
      const style = resolve(id !== undefined && elements.has(id) ? id : (usual ?? ""), 0);
      return { ...style, run: { ...defaults, ...style.run } };
    },
    character: (id) => (id === undefined ? {} : resolve(id, 0).run),
    listOf: (id) => resolve(id, 0).numId,
  };
}

export function runLook(properties: XmlElement | null): RunLook {
  const look: { -readonly [Key in keyof RunLook]: RunLook[Key] } = {};
  for (const { name, attributes } of childrenOf(properties)) {
    const value = attributes["w:val"];
    switch (name) {
      case "w:caps":
      case "w:smallCaps":
        look.capitals = look.capitals === true || isOn(value);
        break;
      case "w:vanish":
        look.hidden = isOn(value);
        break;
      case "w:b":
        look.bold = isOn(value);
        break;
      case "w:sz":
        if (Number(value) > 0) look.size = Number(value);
        break;
      case "w:rtl":
      case "w:cs":
        look.complex = isOn(value);
        break;
      case "w:bCs":
        look.complexBold = isOn(value);
        break;
      case "w:szCs":
        if (Number(value) > 0) look.complexSize = Number(value);
        break;
      case "w:rFonts":
        if (attributes["w:ascii"] !== undefined) look.font = attributes["w:ascii"];
        break;
      case "w:vertAlign":
        look.raise = value === "superscript" ? 1 : value === "subscript" ? -1 : 0;
        break;
      case "w:position":
        // Half points from the base line.
        if (Math.abs(Number(value)) >= 4) look.raise ??= Number(value) > 0 ? 1 : -1;
        break;
      default:
    }
  }
  return look;
}

export function paragraphLook(properties: XmlElement | null): ParagraphLook {
  const look: { -readonly [Key in keyof ParagraphLook]: ParagraphLook[Key] } = {};
  const outline = childOf(properties, "w:outlineLvl")?.attributes["w:val"];
  if (outline !== undefined && /^\d$/u.test(outline)) look.outline = Number(outline);
  const list = childOf(properties, "w:numPr");
  const id = childOf(list, "w:numId")?.attributes["w:val"];
  const level = childOf(list, "w:ilvl")?.attributes["w:val"];
  if (id !== undefined) look.numId = id;
  if (level !== undefined && /^\d$/u.test(level)) look.level = Number(level);
  return look;
}

/** The value of a property that is on or off, and on where it says nothing. */
export function isOn(value: string | undefined): boolean {
  return !["0", "false", "off", "none"].includes(value ?? "1");
}
