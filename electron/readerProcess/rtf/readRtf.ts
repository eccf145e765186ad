import { emitFlowPages, type FlowBlock } from "../flowPages.ts";
import { findHeadings } from "../office/wordHeadings.ts";
import { shownTitle } from "../office/wordTitle.ts";
import type { ReadFacts, Reading } from "../reading.ts";
import { isSymbolFont, symbolText } from "../symbolFonts.ts";
import { watchTitle } from "../titleProperty.ts";
import { zapfText } from "../zapfDingbats.ts";
import { codePageOf, decodeBytes, symbolCharset } from "./charsets.ts";
import { type Destination, destinationOf } from "./destinations.ts";
import { type FieldFacts, newField, shownBy } from "./formFields.ts";
import { createPassages, type ParagraphFacts } from "./passages.ts";
import type { RowDefinition } from "./tables.ts";
import { type StyleFacts, styleOf } from "./styles.ts";
import { type RtfToken, rtfTokens } from "./tokens.ts";

/** Groups nested deeper than any program nests them are read as if they had no braces. */
const deepest = 500;

/**
 * A text in Rich Text Format as it is shown: with notes and text boxes, without hidden text, struck revisions, comments and running
 * heads. What is damaged or cut off is read as far as it goes.
 */
export function readRtf(reading: Reading): ReadFacts {
  const interpreter = createInterpreter();
  const watched = watchTitle(reading);
  const blocks = [...blocksOf(interpreter, reading.bytes)];
  emitFlowPages(findHeadings(blocks, interpreter.setOf), watched.reading);
  const title = watched.titleFrom(interpreter.title()) ?? shownTitle(blocks, interpreter.setOf);
  return { format: "rtf", title, language: null, notes: [] };
}

function* blocksOf(interpreter: ReturnType<typeof createInterpreter>, bytes: Uint8Array): Generator<FlowBlock> {
  for (const token of rtfTokens(bytes)) {
    if (interpreter.take(token) === "end") break;
    if (token.type === "control" && token.name === "par") yield* interpreter.blocks();
  }
  interpreter.finish();
  yield* interpreter.blocks();
}

/** What holds inside a group and is forgotten at its end. */
interface State {
  destination: Destination;
  /** the group began with `\*` */
  isOptional: boolean;
  /** characters after `\u` that stand for it in older programs */
  fallback: number;
  font: number | null;
  isHidden: boolean;
  isDeleted: boolean;
  isCapitals: boolean;
  isBold: boolean;
  /** in half points */
  size: number;
  /** how letters of East Asia are set, where that is said apart, and whether they are what follows */
  asian: { isBold: boolean | null; size: number | null; isNext: boolean };
  raise: -1 | 0 | 1;
  style: number;
  outline: number | null;
  isListed: boolean;
  inTable: boolean;
  /** what is said of the row, and of the cell whose right edge comes next */
  row: RowDefinition;
  cell: RowDefinition["cells"][number]["merged"];
  breakBefore: boolean;
  /** a story begins with this group and ends with it */
  ownsStory: boolean;
  /** the group holds its text twice, for older and for newer programs */
  isTwice: boolean;
  field: FieldFacts | null;
  /** the field ends with this group */
  ownsField: boolean;
}

/** Half points of letters of which nothing is said. */
const usualSize = 24;
/** Cells that a row may define. */
const mostCells = 1000;
const noAsian: State["asian"] = { isBold: null, size: null, isNext: false };

const start: State = {
  destination: "body",
  isOptional: false,
  fallback: 1,
  font: null,
  isHidden: false,
  isDeleted: false,
  isCapitals: false,
  isBold: false,
  size: usualSize,
  asian: noAsian,
  raise: 0,
  style: 0,
  outline: null,
  isListed: false,
  inTable: false,
  row: { isHeading: false, left: 0, cells: [] },
  cell: null,
  breakBefore: false,
  ownsStory: false,
  isTwice: false,
  field: null,
  ownsField: false,
};

const characters: Readonly<Record<string, string>> = {
  tab: "\t",
  line: "\n",
  softline: "\n",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
  endash: "–",
  emdash: "—",
  enspace: " ",
  emspace: " ",
  qmspace: " ",
  nestcell: " ",
  nestrow: " ",
  "~": "\u00A0",
  _: "\u2011",
};

function createInterpreter() {
  const passages = createPassages();
  const fonts = new Map<number, { charset: number; codePage: number | null; name: string }>();
  const styles = new Map<number, StyleFacts>();
  const groups: State[] = [];
  let state: State = { ...start };
  /** open groups that are not kept, since they are nested too deep */
  let tooDeep = 0;
  let bytes: number[] = [];
  let skip = 0;
  let documentPage = 1252;
  let defaultFont: number | null = null;
  let fontInTable = 0;
  let styleInSheet = { number: 0, outline: null as number | null, name: "" };
  let title = "";
  let notes = 0;

  const facts = (): ParagraphFacts => {
    const style = styles.get(state.style);
    const level =
      state.outline === null ? (style?.level ?? null) : state.outline < 9 ? Math.min(6, state.outline + 1) : null;
    const kind = level !== null ? "heading" : (style?.kind ?? (state.isListed ? "listItem" : "paragraph"));
    return { kind, level: level ?? 1, inTable: state.inTable, breakBefore: state.breakBefore };
  };
  const letters = () => {
    const { isBold, size, asian } = state;
    const own = asian.isNext ? asian : noAsian;
    return { bold: own.isBold ?? isBold, size: own.size ?? size };
  };
  const write = (text: string) => {
    switch (state.destination) {
      case "body":
        if (state.isHidden || state.isDeleted) return;
        if (state.field && text.trim() !== "") state.field.isShown = true;
        passages.add(state.isCapitals ? text.toUpperCase() : text, state.raise, letters());
        return;
      case "marker":
        if (!state.isHidden && !state.isDeleted) passages.addMarker(text);
        return;
      case "title":
        title += text;
        return;
      case "styles":
        styleInSheet.name += text;
        return;
      case "fonts": {
        const font = fonts.get(fontInTable);
        if (font) font.name += text;
        return;
      }
      case "instruction":
        if (state.field) state.field.instruction += text;
        return;
      case "entry":
        if (state.field) state.field.entry += text;
        return;
      default:
    }
  };
  /** Bytes are collected, since a character may be made of two. */
  const flush = () => {
    if (bytes.length === 0) return;
    const font = fonts.get(state.font ?? defaultFont ?? -1);
    if (font && state.destination !== "fonts" && signFontOf(font)) write(signs(bytes, font.name));
    else write(decodeBytes(bytes, font?.codePage ?? documentPage));
    bytes = [];
  };

  const openGroup = () => {
    if (groups.length >= deepest) tooDeep++;
    else {
      groups.push(state);
      const isAnsiHalf = state.isTwice;
      state = { ...state, isOptional: false, ownsStory: false, isTwice: false, ownsField: false };
      if (isAnsiHalf) state.destination = "none";
    }
    if (state.destination === "styles") styleInSheet = { number: 0, outline: null, name: "" };
  };
  const closeGroup = (): "end" | null => {
    if (tooDeep > 0) {
      tooDeep--;
      return null;
    }
    if (state.destination === "styles") {
      const name = styleInSheet.name.split(";")[0] ?? "";
      if (name.trim() !== "") styles.set(styleInSheet.number, styleOf(name, styleInSheet.outline));
      styleInSheet.name = "";
    }
    if (state.destination === "entry" && state.field && state.field.entry !== "") {
      state.field.entries.push(state.field.entry);
      state.field.entry = "";
    }
    if (state.ownsField && state.field && !state.field.isShown) {
      const { text, font } = shownBy(state.field);
      write(font === null ? text : signs([...Buffer.from(text, "latin1")], font));
    }
    if (state.ownsStory) passages.end(facts());
    // What the last paragraph is ends with the outermost group.
    else if (groups.length === 1) passages.endParagraph(facts());
    state = groups.pop() ?? state;
    return groups.length === 0 ? "end" : null;
  };

  const control = (name: string, value: number | null) => {
    if (name === "*") {
      state.isOptional = true;
      return;
    }
    if (state.destination === "fonts" && state.isOptional) state.destination = "none";
    if (state.destination === "instruction" && name === "formfield") {
      state.destination = "form";
      state.isOptional = false;
      return;
    }
    if (state.destination === "form") {
      if (formWord(name, value)) return;
      if (state.isOptional) state.destination = name === "ffl" ? "entry" : "none";
      return;
    }
    if (state.destination === "info" && name === "title") state.destination = "title";
    if (name === "ud" && groups.at(-1)?.isTwice) {
      state.destination = groups.at(-1)?.destination ?? "none";
      return;
    }
    if (state.destination === "body") {
      const destination = destinationOf(name, state.isOptional);
      state.isOptional = false;
      if (destination === "note" || destination === "box") {
        if (!passages.begin(destination)) return;
        state = {
          ...state,
          ownsStory: true,
          inTable: false,
          style: 0,
          outline: null,
          isListed: false,
          isHidden: state.isHidden,
        };
        if (destination === "note") notes++;
        return;
      }
      if (destination !== null) {
        state.destination = destination;
        return;
      }
    }
    if (name === "field" && state.destination === "body") {
      state.field = newField();
      state.ownsField = true;
      return;
    }
    const character = characters[name];
    if (character !== undefined) write(character);
    else if (!tableWord(name, value)) bodyWord(name, value);
  };
  const formWord = (name: string, value: number | null): boolean => {
    const { field } = state;
    if (!field || !/^ff(?:type|res|defres)$/u.test(name)) return false;
    if (name === "fftype") field.type = value;
    else if (name === "ffres") field.result = value;
    else field.fallback = value ?? 0;
    return true;
  };
  /** Words of the tables at the beginning of a file. */
  const tableWord = (name: string, value: number | null): boolean => {
    switch (state.destination) {
      case "fonts": {
        if (name === "f") fontInTable = value ?? 0;
        const font = fonts.get(fontInTable) ?? { charset: 1, codePage: null, name: "" };
        fonts.set(fontInTable, font);
        if (name === "fcharset") {
          const charset = value ?? 1;
          const own = charset === 0 && documentPage === 10000 ? 10000 : codePageOf(charset);
          fonts.set(fontInTable, { ...font, charset, codePage: own });
        } else if (name === "cpg" && value) fonts.set(fontInTable, { ...font, codePage: value });
        return true;
      }
      case "styles":
        if (name === "s") styleInSheet.number = value ?? 0;
        else if (name === "outlinelevel") styleInSheet.outline = value ?? 0;
        // Styles of characters and tables have numbers of their own.
        else if (/^(?:cs|ds|ts)$/u.test(name)) styleInSheet.number = -1;
        return true;
      case "instruction":
      case "form":
      case "entry":
        return true;
      default:
        return state.destination === "none";
    }
  };
  const bodyWord = (name: string, value: number | null) => {
    const isOn = value !== 0;
    switch (name) {
      case "ansi":
        documentPage = 1252;
        return;
      case "mac":
        documentPage = 10000;
        return;
      case "pc":
        documentPage = 437;
        return;
      case "pca":
        documentPage = 850;
        return;
      case "ansicpg":
        if (value) documentPage = value;
        return;
      case "deff":
        defaultFont = value;
        return;
      case "uc":
        state.fallback = Math.max(0, Math.min(20, value ?? 1));
        return;
      case "f":
        state.font = value;
        return;
      case "plain":
        state = {
          ...state,
          font: null,
          isHidden: false,
          isCapitals: false,
          isBold: false,
          size: usualSize,
          asian: noAsian,
          raise: 0,
        };
        return;
      case "v":
        state.isHidden = isOn;
        return;
      case "deleted":
        state.isDeleted = isOn;
        return;
      case "super":
      case "msup":
        state.raise = isOn ? 1 : 0;
        return;
      case "sub":
      case "msub":
        state.raise = isOn ? -1 : 0;
        return;
      case "nosupersub":
        state.raise = 0;
        return;
      case "up":
        state.raise = (value ?? 6) > 0 ? 1 : 0;
        return;
      case "dn":
        state.raise = (value ?? 6) > 0 ? -1 : 0;
        return;
      case "mden":
        write("/");
        return;
      case "b":
        state.isBold = isOn;
        return;
      case "loch":
      case "hich":
      case "ltrch":
      case "rtlch":
      case "dbch":
        state.asian = { ...state.asian, isNext: name === "dbch" };
        return;
      case "ab":
        if (state.asian.isNext) state.asian = { ...state.asian, isBold: isOn };
        return;
      case "afs":
        if (state.asian.isNext) state.asian = { ...state.asian, size: value };
        return;
      case "fs":
        state.size = value ?? usualSize;
        return;
      case "caps":
        state.isCapitals = isOn;
        return;
      case "upr":
        state.isTwice = true;
        return;
      case "pard":
        state = { ...state, style: 0, outline: null, isListed: false, inTable: false, breakBefore: false };
        return;
      case "s":
        state.style = value ?? 0;
        return;
      case "outlinelevel":
        state.outline = value ?? 0;
        return;
      case "ls":
        state.isListed = (value ?? 0) > 0;
        return;
      case "intbl":
        state.inTable = true;
        return;
      case "pagebb":
        state.breakBefore = isOn;
        return;
      case "chftn":
        state = { ...state, raise: 0 };
        write(
          `[${state.destination === "body" && !groups.some(({ ownsStory }) => ownsStory) && !state.ownsStory ? notes + 1 : notes}]`,
        );
        return;
      case "par":
      case "sect":
        // The end of a paragraph that was struck joins it to the next.
        if (!state.isDeleted) passages.endParagraph(facts());
        return;
      case "page":
        passages.breakPage(facts());
        return;
      case "cell":
        passages.endCell();
        return;
      case "row":
        passages.endRow(state.row);
        return;
      case "trowd":
        state.row = start.row;
        state.cell = null;
        return;
      case "trhdr":
        state.row = { ...state.row, isHeading: isOn };
        return;
      case "trleft":
        state.row = { ...state.row, left: value ?? 0 };
        return;
      case "clvmrg":
        state.cell = "above";
        return;
      case "clmrg":
        state.cell = "beside";
        return;
      case "cellx":
        if (state.row.cells.length >= mostCells) return;
        state.row = { ...state.row, cells: [...state.row.cells, { right: value ?? 0, merged: state.cell }] };
        state.cell = null;
        return;
      default:
    }
  };
  const unicode = (value: number) => {
    const code = value < 0 ? value + 0x1_0000 : value;
    if (code <= 0 || code > 0x10_ffff) return;
    const isSign = code >= 0xf000 && code <= 0xf0ff;
    const font = fonts.get(state.font ?? defaultFont ?? -1);
    // The halves of a character beyond the first 65,536 come one after the other.
    write(
      isSign
        ? signs([code - 0xf000], font && signFontOf(font) ? font.name : "")
        : code > 0xffff
          ? String.fromCodePoint(code)
          : String.fromCharCode(code),
    );
  };

  return {
    setOf: passages.setOf,
    take(token: RtfToken): "end" | null {
      if (token.type === "bytes") {
        const passed = Math.min(skip, token.bytes.length);
        skip -= passed;
        if (state.destination !== "none") for (const byte of token.bytes.subarray(passed)) bytes.push(byte);
        return null;
      }
      flush();
      if (token.type === "control" && skip > 0 && !/^[a-z]/iu.test(token.name) && token.name !== "*") {
        skip--;
        return null;
      }
      skip = 0;
      if (token.type === "open") openGroup();
      else if (token.type === "close") return closeGroup();
      else if (token.name === "u" && token.value !== null) {
        unicode(token.value);
        skip = state.fallback;
      } else control(token.name, token.value);
      return null;
    },
    blocks: () => passages.take(),
    title: () => title.replace(/\s+/gu, " ").trim() || null,
    finish() {
      flush();
      passages.finish(facts());
    },
  };
}

/** Whether letters of the font are signs. */
function signFontOf({ charset, name }: { readonly charset: number; readonly name: string }): boolean {
  return charset === symbolCharset || isSymbolFont(fontName(name)) || isZapf(name);
}

function fontName(name: string): string {
  return (name.split(";")[0] ?? "").trim();
}

function isZapf(name: string): boolean {
  return /dingbats/iu.test(name);
}

/** Boxes and ticks that programs write at private places without naming their font, which is Wingdings. */
const nameless = new Set([0xa8, 0xfb, 0xfc, 0xfd, 0xfe]);

/** What codes of a symbol font show; of a font that is not known the two bullets that text is full of. */
function signs(codes: readonly number[], font: string): string {
  const name = fontName(font);
  return codes
    .map((code) => {
      if (isZapf(name)) return zapfText(code);
      const known = isSymbolFont(name) ? name : name === "" && nameless.has(code) ? "Wingdings" : null;
      if (known !== null) return symbolText(known, String.fromCharCode(code));
      return code === 0xb7 ? "•" : code === 0xa7 ? "▪" : code === 0x20 ? " " : "";
    })
    .join("");
}
