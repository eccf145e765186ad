import type { Page } from "../../electron/contract/documents.ts";
import { type ReadLimits, readLimitsSchema } from "../../electron/contract/settings.ts";
import type { ReadResult, ReadStage } from "../../electron/core/library/reading/reader.ts";
import { readDocument } from "../../electron/readerProcess/readDocument.ts";

/** Reads in this process what the reader process would be given. */
export async function readBytes(
  bytes: Uint8Array | string,
  name: string,
  options: {
    limits?: Partial<ReadLimits>;
    password?: string;
    recognized?: readonly Page[];
    onProgress?: (done: number, total: number, stage: ReadStage) => void;
  } = {},
): Promise<ReadResult & { read: Page[] }> {
  const read: Page[] = [];
  // The process of the tests is larger than a reader.
  const limits = readLimitsSchema.parse({ memoryMb: 4096, ...options.limits });
  const result = await readDocument(
    {
      bytes: Buffer.from(bytes),
      name,
      limits,
      password: options.password ?? null,
      recognized: options.recognized ?? [],
    },
    { pages: (pages) => read.push(...pages), progress: options.onProgress ?? (() => {}) },
  );
  return { ...result, read };
}

/** The blocks of a page as `kind: text`. */
export function blocksOf(page: Page | undefined): string[] {
  return (page?.blocks ?? []).map(({ kind, start, end }) => `${kind}: ${page?.text.slice(start, end)}`);
}

export function sentencesOf(page: Page | undefined): string[] {
  return (page?.sentences ?? []).map(({ start, end }) => page?.text.slice(start, end) ?? "");
}

/**
 * The tables of a page, a row on each line: `#` before header rows, cells as `column:text` with `→` and `↓` for the columns and rows
 * they cover and `*` for one that names its row; behind them the units of columns.
 */
export function tablesOf(page: Page | undefined): string[][] {
  return (page?.tables ?? []).map(({ rows, headerRows, units }) => [
    ...rows.map(({ cells }, index) =>
      [
        ...(index < headerRows ? ["#"] : []),
        ...cells.map(({ start, end, column, columns, rows: high, header }) =>
          [
            `${column}:${page?.text.slice(start, end)}`,
            columns === undefined ? "" : `→${columns}`,
            high === undefined ? "" : `↓${high}`,
            header ? "*" : "",
          ].join(""),
        ),
      ].join(" "),
    ),
    ...units.map(({ column, unit }) => `${column} in ${unit}`),
  ]);
}
