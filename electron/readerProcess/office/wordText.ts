import type { ParagraphSet } from "./paragraphSet.ts";
import { type FlowBlock, flowBlock, rowBlock } from "../flowPages.ts";
import { writeNumber } from "../listNumbers.ts";
import type { DraftBlock } from "../pageText.ts";
import { writeRaised } from "../raisedText.ts";
import { squeeze } from "../squeeze.ts";
import { isSymbolFont, symbolText } from "../symbolFonts.ts";
import type { DraftCell, DraftRow } from "../tables.ts";
import { paragraphsOf } from "./drawingText.ts";
import { joinBlocks, joinCells } from "../anchoredBlocks.ts";
import { type Anchor, shiftAnchors, squeezeAnchors } from "../markup.ts";
import { fieldText } from "./fieldText.ts";
import { formulaText } from "./formulaText.ts";
import { changes, draftOf, plainLines, plainText, removalIn, type WordComments } from "./wordMarkup.ts";
import type { NumberOf } from "./wordNumbering.ts";
import { isOn, paragraphLook, type RunLook, runLook, type WordStyle, type WordStyles } from "./wordStyles.ts";
import { charactersOf, childOf, childrenOf, within, type XmlElement } from "./xml.ts";

export interface WordContext {
  readonly styles: WordStyles;
  readonly numberOf: NumberOf;
  /** The notes by their ids, taken from where they are kept. */
  readonly notes: Readonly<Record<"footnote" | "endnote", ReadonlyMap<string, XmlElement>>>;
  readonly noteFormats: Readonly<Record<"footnote" | "endnote", string>>;
  /** What lies in a part of its own, by the id of what leads there: charts, diagrams, imported chapters. */
  readonly parts: ReadonlyMap<string, readonly FlowBlock[]>;
  readonly comments?: WordComments;
  /** fields whose result is no text of the document, such as the number of the page */
  readonly withoutFields?: RegExp;
}

export interface WordTextReader {
  /** An element of the body as blocks, the notes that are marked in it behind it, with page breaks where the author set them. */
  blocksOf(element: XmlElement): FlowBlock[];
  /** What waits for a paragraph that never came, and the endnotes. */
  end(): FlowBlock[];
  /** comments and changes that no text came behind */
  leftAnchors(): Anchor[];
  /** of a paragraph outside of tables and notes */
  setOf(block: DraftBlock): ParagraphSet | undefined;
  /** what is shown in the text but cannot be read: objects of other programs, damaged parts */
  readonly unread: number;
}

/** What holds no text of the final document. */
const left = new Set([
  "w:del",
  "w:moveFrom",
  "w:delText",
  "w:instrText",
  "w:delInstrText",
  "w:rt",
  "w:pPr",
  "w:rPr",
  "w:sectPr",
  "w:sdtPr",
  "w:sdtEndPr",
  "w:tblPr",
  "w:tblGrid",
  "w:trPr",
  "w:tcPr",
  "w:ffData",
  "w:fldData",
  "w:softHyphen",
  "wp:docPr",
  "other:docPr",
]);

const commentMarks = ["w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"];
/** Lines of tables of contents and of lists of figures, also where a program left out their styles. */
const contentsStyle = /^(?:toc [1-9]|table of figures)$/u;
const isContents = ({ instruction, isInstruction }: Field) => !isInstruction && /^\s*TOC\b/iu.test(instruction);

/** Grids of tables are no wider; an empty place may be claimed many times. */
const widest = 64;

interface Line {
  text: string;
  /** letters that are set otherwise than the others make it undefined */
  bold: boolean | undefined;
  size: number;
  /** where the last formula ends */
  formulaEnd: number;
  /** parts of the paragraph that a page break ended */
  readonly before: string[];
  /** comments and changes on its text, and those on the parts before */
  anchors: Anchor[];
  readonly anchorsBefore: Anchor[][];
  readonly after: FlowBlock[];
}

/** A cell with the row it begins in and how far it reaches, which rows below may make longer. */
interface WordCell {
  readonly row: number;
  columns: number;
  rows: number;
}

interface Field {
  instruction: string;
  isInstruction: boolean;
  readonly form: XmlElement | null;
  /** text of the line where its result began */
  result: string | null;
}

type Kind = "paragraph" | "footnote";

/** Reads the text of a DOCX as it is shown when all changes are accepted (ECMA-376 part 1, 17). */
export function createWordTextReader(context: WordContext): WordTextReader {
  const { styles } = context;
  const sets = new WeakMap<DraftBlock, ParagraphSet>();
  /** paragraphs in tables of which all letters are bold */
  const bold = new WeakSet<DraftBlock>();
  const fields: Field[] = [];
  /** the marks of notes by their ids; "": the text has one of its own */
  const marks = { footnote: new Map<string, string>(), endnote: new Map<string, string>() };
  const noteCount = { footnote: 0, endnote: 0 };
  const shown = new Set<string>();
  const endnotes: FlowBlock[] = [];
  /** Paragraphs whose end was deleted, and drop caps: their content belongs to the next one. */
  let carried: XmlElement[] = [];
  let unread = 0;
  /** Comments and changes that wait for the next block, and the comments that have begun or ended. */
  let pending: Anchor[] = [];
  const begun = new Map<string, "start" | "end">();

  /** The comment that begins or ends with an element `at` a place of a text. */
  function comment({ name, attributes }: XmlElement, at: number, anchors: Anchor[]): void {
    if (!commentMarks.includes(name)) return;
    const id = attributes["w:id"] ?? "";
    const of = context.comments?.get(id);
    const known = begun.get(id);
    const isStart = name === "w:commentRangeStart";
    if (!of || known === "end" || (isStart && known)) return;
    anchors.push({ at, side: isStart ? "start" : known ? "end" : "both", of });
    begun.set(id, isStart ? "start" : "end");
  }

  function removed(change: XmlElement, text: string, at: number, anchors: Anchor[]): void {
    const kind = change.name === "w:moveFrom" ? "moveFrom" : "deletion";
    if (text !== "") anchors.push({ at, side: "both", of: draftOf(kind, change, text) });
  }

  /** The comments in what was taken away, which stand at its place. */
  function commentsWithin(element: XmlElement, at: number, anchors: Anchor[]): void {
    for (const name of commentMarks) for (const one of within(element, name)) comment(one, at, anchors);
  }

  function removedWithin(element: XmlElement, at: number, anchors: Anchor[]): void {
    removed(element, plainText(element), at, anchors);
    commentsWithin(element, at, anchors);
  }

  function visit(element: XmlElement, kind: Kind, out: FlowBlock[]): void {
    switch (element.name) {
      case "w:ins":
      case "w:moveTo": {
        const of = draftOf(changes[element.name] ?? "insertion", element);
        pending.push({ at: 0, side: "start", of });
        for (const child of childrenOf(element)) visit(child, kind, out);
        pending.push({ at: 0, side: "end", of });
        return;
      }
      case "w:del":
      case "w:moveFrom":
        removedWithin(element, 0, pending);
        return;
      default:
        comment(element, 0, pending);
    }
    if (left.has(element.name)) return;
    switch (element.name) {
      case "w:p":
        paragraph(element, kind, out);
        return;
      case "w:tbl":
        table(element, out);
        return;
      case "w:sdt":
        if (!isPrompt(element))
          for (const child of childrenOf(childOf(element, "w:sdtContent"))) visit(child, kind, out);
        return;
      case "w:altChunk":
        part(element.attributes["r:id"], out);
        return;
      case "m:oMathPara":
      case "m:oMath":
      case "w:r":
      case "w:hyperlink":
      case "w:fldSimple":
        // Outside of a paragraph, as some programs write it.
        paragraph({ name: "w:p", attributes: {}, children: [element] }, kind, out);
        return;
      case "mc:AlternateContent":
        for (const block of alternative(element, kind)) out.push(block);
        return;
      default:
        for (const child of childrenOf(element)) visit(child, kind, out);
    }
  }

  /** Of forms of the same for different programs the first that says something. */
  function alternative(element: XmlElement, kind: Kind): FlowBlock[] {
    for (const choice of [...childrenOf(element, "mc:Choice"), ...childrenOf(element, "mc:Fallback")]) {
      const blocks: FlowBlock[] = [];
      for (const child of childrenOf(choice)) visit(child, kind, blocks);
      if (blocks.length > 0) return blocks;
    }
    return [];
  }

  function part(id: string | undefined, out: FlowBlock[]): void {
    const found = id === undefined ? undefined : context.parts.get(id);
    if (!found) unread++;
    else if (!shown.has(id ?? "")) out.push(...found);
    shown.add(id ?? "");
  }

  function paragraph(element: XmlElement, kind: Kind, out: FlowBlock[]): void {
    const properties = childOf(element, "w:pPr");
    const own = paragraphLook(properties);
    const end = childOf(properties, "w:rPr");
    const cap = childOf(properties, "w:framePr")?.attributes["w:dropCap"] ?? "none";
    if (cap !== "none" || removalIn(end)) {
      carried.push(element);
      return;
    }
    const style = styles.paragraph(childOf(properties, "w:pStyle")?.attributes["w:val"]);
    const isHidden = { ...style.run, ...runLook(end) }.hidden === true;
    let number = isHidden ? null : context.numberOf(style, own);
    const line = newLine();
    const before = pending.splice(0);
    inlineCarried(line, kind);
    inlineAll(element, style.run, line, kind);
    // A paragraph that is hidden as a whole is not counted.
    if (isHidden && line.text.trim() !== "") number = context.numberOf(style, own);
    // What was not closed within a paragraph is no instruction of several.
    for (let at = fields.length - 1; at >= 0; at--) if (fields[at]?.isInstruction === true) fields.splice(at, 1);
    const raw = [...line.before, line.text];
    const texts = raw.map(squeeze);
    const anchors = [...line.anchorsBefore, line.anchors].map((own, index) => squeezeAnchors(raw[index] ?? "", own));
    const first = texts.findIndex((text) => text !== "");
    // What is anchored in no text stands at the next one.
    const waiting = before;
    for (const [index, text] of texts.entries()) {
      if (index > 0) out.push("pageBreak");
      if (text === "") {
        waiting.push(...(anchors[index] ?? []));
        continue;
      }
      const label = index === first ? (number ?? "") : "";
      const placed = [...waiting.splice(0), ...(anchors[index] ?? [])];
      const block = blockOf(`${label}${text}`, kind, {
        style,
        own,
        number,
        anchors: shiftAnchors(placed, label.length),
      });
      if (line.bold === true) bold.add(block);
      if (cells === 0 && kind === "paragraph") {
        sets.set(block, { bold: line.bold === true, size: line.size, isTitle: style.names.includes("title") });
      }
      out.push(block);
    }
    // A number alone is what a cell shows: the row's.
    if (first < 0 && number !== null && number !== "" && cells > 0) out.push(flowBlock("paragraph", number.trim()));
    out.push(...line.after);
    pending = [...waiting, ...pending];
  }

  /** Paragraphs whose end was deleted, which say so in what was deleted. */
  function inlineCarried(line: Line, kind: Kind): void {
    for (const one of carried.splice(0)) {
      inlineAll(one, styles.paragraph(styleOf(one)).run, line, kind);
      const removal = removalIn(childOf(one, "w:pPr", "w:rPr"));
      if (removal) removed(removal, "\n", line.text.length, line.anchors);
    }
  }

  /** Tables that are open. */
  let cells = 0;

  function blockOf(
    text: string,
    kind: Kind,
    {
      style,
      own,
      number,
      anchors,
    }: { style: WordStyle; own: { outline?: number | undefined }; number: string | null; anchors: readonly Anchor[] },
  ): DraftBlock {
    if (kind === "footnote") return flowBlock(kind, text, undefined, anchors);
    const level = own.outline ?? outlineOf(style);
    if (level !== undefined && level < 9) {
      // A field that was never closed does not reach over a heading.
      for (let at = fields.findIndex(isContents); at >= 0; at = fields.findIndex(isContents)) fields.splice(at, 1);
      return flowBlock("heading", text, level + 1, anchors);
    }
    if (style.names.some((name) => contentsStyle.test(name)) || fields.some(isContents))
      return flowBlock("tableOfContents", text, undefined, anchors);
    if (style.names.includes("caption")) return flowBlock("caption", text, undefined, anchors);
    return flowBlock(number === null ? "paragraph" : "listItem", text, undefined, anchors);
  }

  function inlineAll(element: XmlElement, look: RunLook, line: Line, kind: Kind): void {
    for (const child of childrenOf(element)) inline(child, look, line, kind);
  }

  /** @param look of the paragraph, and inside a run of the run */
  function inline(element: XmlElement, look: RunLook, line: Line, kind: Kind): void {
    const { name, attributes } = element;
    if (name === "w:instrText") {
      const open = fields.at(-1);
      if (open?.isInstruction === true) open.instruction += charactersOf(element);
      return;
    }
    comment(element, line.text.length, line.anchors);
    if (name === "w:del" || name === "w:moveFrom") removedWithin(element, line.text.length, line.anchors);
    if (left.has(name)) return;
    switch (name) {
      case "w:ins":
      case "w:moveTo": {
        const of = draftOf(changes[name] ?? "insertion", element);
        line.anchors.push({ at: line.text.length, side: "start", of });
        inlineAll(element, look, line, kind);
        line.anchors.push({ at: line.text.length, side: "end", of });
        return;
      }
      case "w:r": {
        const properties = childOf(element, "w:rPr");
        const style = childOf(properties, "w:rStyle")?.attributes["w:val"];
        const own = { ...look, ...styles.character(style), ...runLook(properties) };
        // Fields are followed through hidden text too.
        inlineAll(element, own, line, kind);
        return;
      }
      case "w:t":
        write(charactersOf(element), look, line);
        return;
      case "w:sym":
        sign(attributes, look, line);
        return;
      case "w:tab":
      case "w:ptab":
      case "w:cr":
        write(" ", look, line);
        return;
      case "w:br":
        if (attributes["w:type"] === "page" && cells === 0 && look.hidden !== true) take(line);
        else write(" ", look, line);
        return;
      case "w:noBreakHyphen":
        write("\u2011", look, line);
        return;
      case "w:fldChar":
        fieldMark(element, look, line);
        return;
      case "w:fldSimple": {
        const start = line.text;
        if (context.withoutFields?.test(attributes["w:instr"] ?? "") === true) return;
        inlineAll(element, look, line, kind);
        if (line.text === start)
          write(fieldText(attributes["w:instr"] ?? "", childOf(element, "w:ffData")), look, line);
        return;
      }
      case "w:footnoteReference":
        note("footnote", attributes, look, line);
        return;
      case "w:endnoteReference":
        note("endnote", attributes, look, line);
        return;
      case "w:sdt":
        control(element, look, line, kind);
        return;
      case "w:ruby":
        // Its reading, which stands above it, is left out.
        inlineAll(childOf(element, "w:rubyBase") ?? element, look, line, kind);
        return;
      case "m:oMath":
      case "m:oMathPara":
        if (line.text !== "" && line.text.length === line.formulaEnd) line.text += " ";
        write(formulaText(element), { hidden: look.hidden }, line);
        line.formulaEnd = line.text.length;
        return;
      case "mc:AlternateContent":
        inlineAlternative(element, look, line, kind);
        return;
      case "w:txbxContent":
        if (look.hidden !== true) line.after.push(...story(element, kind));
        return;
      case "v:textpath":
        if (look.hidden !== true && attributes["string"] !== undefined) {
          line.after.push(flowBlock("paragraph", attributes["string"]));
        }
        return;
      case "a:txBody":
        for (const { text } of paragraphsOf(element)) line.after.push(flowBlock("paragraph", text));
        return;
      case "c:chart":
        part(attributes["r:id"], line.after);
        return;
      case "dgm:relIds":
        part(attributes["r:dm"], line.after);
        return;
      case "o:OLEObject":
      case "w:control":
      case "w:contentPart":
      case "w:subDoc":
        unread++;
        return;
      default:
        inlineAll(element, look, line, kind);
    }
  }

  function write(text: string, look: RunLook, line: Line): void {
    if (text === "" || look.hidden === true || fields.some(({ isInstruction }) => isInstruction)) return;
    let shown = text;
    if (isSymbolFont(look.font)) shown = symbolText(look.font ?? "", shown);
    if (look.capitals === true) shown = shown.toUpperCase();
    line.text += writeRaised(shown, look.raise ?? 0, line.text);
    if (!/[\p{L}\p{N}]/u.test(text)) return;
    const isBold = look.complex === true ? look.complexBold : look.bold;
    line.bold = (line.bold ?? true) && isBold === true;
    const size = (look.complex === true ? look.complexSize : look.size) ?? 0;
    line.size = line.size === 0 ? size : Math.min(line.size, size);
  }

  function sign(attributes: XmlElement["attributes"], look: RunLook, line: Line): void {
    const code = Number.parseInt(attributes["w:char"] ?? "", 16);
    if (!(code > 0 && code <= 0x10_ffff)) return;
    const font = attributes["w:font"];
    const text = String.fromCodePoint(code);
    const shown = isSymbolFont(font) ? symbolText(font ?? "", text) : /\p{Co}/u.test(text) ? "" : text;
    write(shown, { ...look, font: undefined }, line);
  }

  function fieldMark(element: XmlElement, look: RunLook, line: Line): void {
    const open = fields.at(-1);
    switch (element.attributes["w:fldCharType"]) {
      case "begin":
        fields.push({ instruction: "", isInstruction: true, form: childOf(element, "w:ffData"), result: null });
        break;
      case "separate":
        if (!open || context.withoutFields?.test(open.instruction) === true) break;
        open.isInstruction = false;
        open.result = line.text;
        break;
      case "end": {
        fields.pop();
        if (open && (open.isInstruction || open.result?.trim() === line.text.trim())) {
          write(fieldText(open.instruction, open.form), look, line);
        }
        break;
      }
      default:
    }
  }

  function note(kind: "footnote" | "endnote", attributes: XmlElement["attributes"], look: RunLook, line: Line): void {
    if (look.hidden === true) return;
    const id = attributes["w:id"] ?? "";
    const known = marks[kind].get(id);
    const isCustom = isOn(attributes["w:customMarkFollows"] ?? "0");
    const mark = known ?? (isCustom ? "" : `[${writeNumber(++noteCount[kind], context.noteFormats[kind]) ?? ""}]`);
    marks[kind].set(id, mark);
    write(mark, { ...look, raise: 0, font: undefined, capitals: false }, line);
    const body = context.notes[kind].get(id);
    if (!body || known !== undefined) return;
    const open = cells;
    cells = 0;
    const blocks = story(body, "footnote");
    cells = open;
    const [first, ...others] = blocks;
    const isText = first !== undefined && first !== "pageBreak" && first.kind === "footnote";
    const start = mark === "" ? 0 : mark.length + 1;
    const tied = isText
      ? [
          flowBlock("footnote", `${mark} ${textIn(first)}`.trim(), undefined, shiftAnchors(first.anchors, start)),
          ...others,
        ]
      : blocks;
    (kind === "footnote" ? line.after : endnotes).push(...tied);
  }

  function control(element: XmlElement, look: RunLook, line: Line, kind: Kind): void {
    const box = childrenOf(childOf(element, "w:sdtPr")).find(({ name }) => /^(?:w14|other):checkbox$/u.test(name));
    if (box) {
      const state = childrenOf(box).find(({ name }) => name.endsWith(":checked"))?.attributes;
      write(state && isOn(state["w14:val"] ?? state["w:val"]) ? "☒" : "☐", { ...look, font: undefined }, line);
    } else if (!isPrompt(element)) inlineAll(childOf(element, "w:sdtContent") ?? element, look, line, kind);
  }

  function inlineAlternative(element: XmlElement, look: RunLook, line: Line, kind: Kind): void {
    for (const choice of [...childrenOf(element, "mc:Choice"), ...childrenOf(element, "mc:Fallback")]) {
      const [text, after, known, anchored] = [line.text, line.after.length, unread, line.anchors.length];
      inlineAll(choice, look, line, kind);
      if (line.text !== text || line.after.length > after) return;
      unread = known;
      line.anchors.splice(anchored);
    }
  }

  function table(element: XmlElement, out: FlowBlock[]): void {
    out.push(...waiting());
    cells++;
    /** Of each column that a cell begins in, whatever row, the last one that no other covers. */
    const begun = new Map<number, WordCell>();
    const drafted: { headerRows: number | null } = { headerRows: null };
    let index = 0;
    for (const row of within(element, "w:tr")) {
      const properties = childOf(row, "w:trPr");
      const removal = removalIn(properties);
      if (removal) {
        const texts = [...cellsOf(row)].map(({ cell }) => plainLines(cell));
        removed(removal, `${texts.join("\t")}\n`, 0, pending);
        commentsWithin(row, 0, pending);
        continue;
      }
      const before = Math.min(widest, Number(childOf(properties, "w:gridBefore")?.attributes["w:val"] ?? 0) || 0);
      const places: DraftBlock[][] = Array.from({ length: before }, () => []);
      const spans: (DraftCell | null)[] = Array.from({ length: before }, () => null);
      let column = before;
      let count = 0;
      let left: WordCell | undefined;
      for (const { cell, isEmpty } of cellsOf(row)) {
        const own = childOf(cell, "w:tcPr");
        const gone = removalIn(own);
        if (gone) {
          removed(gone, plainLines(cell), 0, pending);
          commentsWithin(cell, 0, pending);
          continue;
        }
        const span = Math.min(widest, Math.max(1, Number(childOf(own, "w:gridSpan")?.attributes["w:val"] ?? 1) || 1));
        const blocks = isEmpty ? [] : story(cell, "paragraph");
        const above = isContinued(own, "w:vMerge") ? begun.get(column) : undefined;
        const isBeside = isContinued(own, "w:hMerge");
        if (above) above.rows = index - above.row + 1;
        if (isBeside && left) left.columns += span;
        const isCovered = isBeside || above !== undefined;
        if (!isCovered) {
          left = { row: index, columns: span, rows: 1 };
          begun.set(column, left);
        }
        count++;
        places.push(isCovered ? [] : blocks.filter((block): block is DraftBlock => block !== "pageBreak"));
        spans.push(isCovered ? null : (left ?? null));
        for (let more = 1; more < span; more++) {
          places.push([]);
          spans.push(null);
        }
        column += span;
      }
      const isHeading = isOn(
        childOf(properties, "w:tblHeader")?.attributes["w:val"] ?? (childOf(properties, "w:tblHeader") ? "1" : "0"),
      );
      if (isHeading && (drafted.headerRows ?? 0) === index) drafted.headerRows = index + 1;
      const words = places.flat().filter(({ kind }) => kind !== "footnote");
      const isSetOff = words.length > 0 && words.every((block) => bold.has(block));
      out.push(...rowBlocks(places, count, { table: drafted, index, cells: spans, isSetOff }));
      index++;
    }
    cells--;
  }

  /** What stands apart, such as a cell or a note. Where the end of its last paragraph was deleted, none outside goes on with it. */
  function story(element: XmlElement, kind: Kind): FlowBlock[] {
    const blocks: FlowBlock[] = [];
    const outside = carried;
    carried = [];
    for (const child of childrenOf(element)) visit(child, kind, blocks);
    blocks.push(...waiting(kind));
    carried = outside;
    return blocks;
  }

  /** The paragraph that no other came behind. */
  function waiting(kind: Kind = "paragraph"): FlowBlock[] {
    if (carried.length === 0) return [];
    const line = newLine();
    const before = pending.splice(0);
    inlineCarried(line, kind);
    const whole = [...line.before, line.text].join(" ");
    const text = squeeze(whole);
    const start = whole.length - line.text.length;
    const anchors = [
      ...before,
      ...squeezeAnchors(whole, [...line.anchorsBefore.flat(), ...shiftAnchors(line.anchors, start)]),
    ];
    if (text === "") pending = [...anchors, ...pending];
    return [...(text === "" ? [] : [flowBlock(kind, text, undefined, anchors)]), ...line.after];
  }

  return {
    blocksOf(element) {
      const out: FlowBlock[] = [];
      visit(element, "paragraph", out);
      return out;
    },
    end: () => [...waiting(), ...endnotes.splice(0)],
    leftAnchors: () => pending.splice(0),
    setOf: (block) => sets.get(block),
    get unread() {
      return unread;
    },
  };
}

/** Longer cells, in characters, are read as text where they are alone in their row. */
const longestCell = 1500;

function rowBlocks(places: readonly (readonly DraftBlock[])[], count: number, row: DraftRow): DraftBlock[] {
  const only = count === 1 ? places.flat() : [];
  const isLayout =
    only.some(({ kind }) => kind !== "paragraph" && kind !== "footnote") ||
    only.map(textIn).join("").length > longestCell;
  // A frame in the form of a table, as headed papers have it, is no row.
  if (isLayout) return [...only];
  const isNote = ({ kind }: DraftBlock) => kind === "footnote";
  const cells = places.map((blocks) =>
    joinBlocks(
      blocks.filter((block) => !isNote(block)),
      " ",
    ),
  );
  const whole = joinCells(cells);
  return [rowBlock(whole.text, row, whole.anchors), ...places.flatMap((blocks) => blocks.filter(isNote))];
}

/** The cells of a row; those of a control that nobody has filled in are empty. */
function* cellsOf(
  row: XmlElement,
  isEmpty = false,
): Generator<{ readonly cell: XmlElement; readonly isEmpty: boolean }> {
  for (const child of childrenOf(row)) {
    if (child.name === "w:tc") yield { cell: child, isEmpty };
    else yield* cellsOf(child, isEmpty || (child.name === "w:sdt" && isPrompt(child)));
  }
}

function isContinued(properties: XmlElement | null, name: string): boolean {
  const merge = childOf(properties, name);
  return merge !== null && (merge.attributes["w:val"] ?? "continue") === "continue";
}

/** A control that nobody has filled in shows what to fill in. */
function isPrompt(control: XmlElement): boolean {
  const showing = childOf(control, "w:sdtPr", "w:showingPlcHdr");
  return showing !== null && isOn(showing.attributes["w:val"]);
}

function styleOf(paragraph: XmlElement): string | undefined {
  return childOf(paragraph, "w:pPr", "w:pStyle")?.attributes["w:val"];
}

/** 0 to 8 where the style is one of headings, by what it says or by its name. */
function outlineOf({ outline, names }: WordStyle): number | undefined {
  if (outline !== undefined) return outline;
  if (names.includes("title")) return 0;
  const heading = names.map((name) => /^heading ([1-9])$/u.exec(name)?.[1]).find((level) => level !== undefined);
  return heading === undefined ? undefined : Number(heading) - 1;
}

function newLine(): Line {
  return { text: "", bold: undefined, size: 0, formulaEnd: -1, before: [], anchors: [], anchorsBefore: [], after: [] };
}

/** The line begins anew behind its text so far. */
function take(line: Line): void {
  line.before.push(line.text);
  line.anchorsBefore.push(line.anchors);
  line.text = "";
  line.anchors = [];
}

function textIn({ pieces }: DraftBlock): string {
  return squeeze(pieces.map(({ text }) => text).join(""));
}
