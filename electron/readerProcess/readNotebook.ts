import * as z from "zod";
import { reasonOf } from "../contract/reasons.ts";
import { AppError } from "../contract/errors.ts";
import { withoutTerminalCodes } from "./decodeText.ts";
import { emitFlowPages, type FlowBlock, flowBlock } from "./flowPages.ts";
import { readHtmlBlocks } from "./htmlBlocks.ts";
import { texText } from "./mathText.ts";
import { codeBlocks } from "./readCode.ts";
import { markdownBlocks } from "./readMarkdown.ts";
import type { ReadFacts, Reading } from "./reading.ts";

/** Text of a notebook is one string or a list of lines. */
const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]).catch("");

const outputSchema = z.object({
  text: text.optional(),
  data: z
    .object({
      "text/plain": text.optional(),
      "text/html": text.optional(),
      "text/markdown": text.optional(),
      "text/latex": text.optional(),
      "application/json": z.unknown(),
    })
    .partial()
    .optional()
    .catch(undefined),
  ename: z.string().optional().catch(undefined),
  evalue: z.string().optional().catch(undefined),
});

const cellSchema = z.object({
  cell_type: z.string(),
  /** `input` in the third version of the format */
  source: text.optional(),
  input: text.optional(),
  level: z.number().optional().catch(undefined),
  outputs: z.array(z.unknown()).catch([]).default([]),
});

const notebookSchema = z.object({
  cells: z.array(z.unknown()).optional(),
  worksheets: z.array(z.object({ cells: z.array(z.unknown()) })).optional(),
  metadata: z.object({ title: z.string().optional() }).optional().catch(undefined),
});

/** A Jupyter notebook (nbformat 3 and 4): its prose, its code and what the code wrote as text; no pictures. @throws DOCUMENT_DAMAGED */
export function readNotebook(source: string, reading: Reading): ReadFacts {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch (error) {
    throw new AppError("DOCUMENT_DAMAGED", { cause: error });
  }
  const notebook = notebookSchema.safeParse(json);
  if (!notebook.success) throw new AppError("DOCUMENT_DAMAGED", { cause: notebook.error });
  const cells = notebook.data.cells ?? notebook.data.worksheets?.flatMap((sheet) => sheet.cells) ?? [];
  let unread = 0;
  const blocks = cells.flatMap((cell, index) => {
    const known = cellSchema.safeParse(cell);
    if (!known.success) unread++;
    return known.success ? cellBlocks(known.data, index === 0) : [];
  });
  emitFlowPages(blocks, reading);
  const notes = unread === 0 ? [] : [reasonOf("CELLS_UNREAD", { unread, total: cells.length })];
  return { format: "ipynb", title: notebook.data.metadata?.title?.trim() || null, language: null, notes };
}

function cellBlocks(cell: z.infer<typeof cellSchema>, isFirst: boolean): FlowBlock[] {
  const source = cell.source ?? cell.input ?? "";
  switch (cell.cell_type) {
    case "markdown":
      return markdownBlocks(source, isFirst);
    case "heading":
      return [flowBlock("heading", source.replace(/\s+/gu, " "), cell.level ?? 1)];
    case "code":
      return [...codeBlocks(source), ...cell.outputs.flatMap(outputBlocks)];
    default:
      return codeBlocks(source);
  }
}

/** Of several forms of an output the one that says most: a plain text may be but the name of an object. */
function outputBlocks(output: unknown): FlowBlock[] {
  const known = outputSchema.safeParse(output);
  if (!known.success) return [];
  const { data, ename, evalue } = known.data;
  const markdown = data?.["text/markdown"] ?? "";
  if (markdown !== "") return markdownBlocks(markdown);
  const plain = known.data.text ?? data?.["text/plain"] ?? (ename === undefined ? "" : `${ename}: ${evalue ?? ""}`);
  const isName = /^<[\w.]+ (?:size|at 0x|object\b)[^>\n]*>$/u.test(plain.trim());
  const html = data?.["text/html"] ?? "";
  // Tables are drawn as HTML beside a plain form of them.
  if (html !== "" && (isName || plain.trim() === "" || /<table\b/iu.test(html))) {
    const { blocks } = readHtmlBlocks(html);
    if (blocks.length > 0) return blocks;
  }
  if (!isName && plain.trim() !== "") return codeBlocks(withoutTerminalCodes(plain));
  const latex = texText(data?.["text/latex"] ?? "");
  if (latex !== "") return [flowBlock("paragraph", latex)];
  const json = data?.["application/json"];
  return json === undefined ? [] : codeBlocks(JSON.stringify(json, null, 2));
}
