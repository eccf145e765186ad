/** What an export says, before it is Markdown or DOCX. */
export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  /** one paragraph of lines that stay apart */
  | { readonly kind: "text"; readonly lines: readonly Line[] }
  /** a paragraph of running text */
  | { readonly kind: "prose"; readonly sentences: readonly Line[] }
  /** compact: of short lines, such as facts about a summary */
  | {
      readonly kind: "list";
      readonly items: readonly Line[];
      readonly isCompact?: boolean;
      readonly isNumbered?: boolean;
    }
  | Table
  /** numbered, each with a text and what it quotes */
  | { readonly kind: "entries"; readonly entries: readonly Entry[] }
  | { readonly kind: "code"; readonly text: string }
  /** what a person or a model wrote in Markdown; `[n]` in it, n from 1, stands for the nth of `notes` */
  | { readonly kind: "written"; readonly markdown: string; readonly notes: readonly string[] };

export interface Table {
  readonly kind: "table";
  readonly head: readonly Line[];
  /** of the columns, in per cent of the page */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly Line[])[];
}

export interface Entry {
  readonly title: Line;
  readonly text: Line | null;
  readonly quotes: readonly Line[];
}

/** A line of text, with footnotes where they are marked. */
export type Line = readonly Inline[];

export type Inline = TextRun | { readonly note: string };

export interface TextRun {
  readonly text: string;
  readonly style?: "strong" | "emphasis" | "removed" | "code";
}

export function lineOf(text: string): Line {
  return [{ text }];
}

export function heading(level: 1 | 2 | 3, text: string): Block {
  return { kind: "heading", level, text };
}

export function textBlock(...lines: readonly string[]): Block {
  return { kind: "text", lines: lines.map(lineOf) };
}

/** Short lines one below the other. */
export function compactList(lines: readonly string[]): Block {
  return { kind: "list", items: lines.map(lineOf), isCompact: true };
}

/** A sentence with its quotes as notes, and in brackets what is to be known of it, if anything is. */
export function citedLine(text: string, notes: readonly string[], mark: string | null): Line {
  const marks: Inline[] = notes.map((note) => ({ note }));
  return [{ text }, ...marks, ...(mark === null ? [] : [{ text: ` (${mark})`, style: "emphasis" } as const])];
}
