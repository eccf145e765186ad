import { Fragment, type RefCallback, useMemo } from "react";
import { reasonOf } from "../../../electron/contract/reasons.ts";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import { markupLines } from "../../../electron/words/markupWords.ts";
import { assertNever } from "../../../electron/contract/errors.ts";
import type { Block, Markup, Page } from "../../../electron/contract/documents.ts";
import type { Table } from "../../../electron/contract/tables.ts";
import { type GridRow, type Layout, type Mark, cutPieces, gridOf, layOut, withDoubtful } from "./textPieces.ts";

interface TextPageProps {
  readonly page: Page;
  readonly marks: readonly Mark[];
  readonly onTarget: RefCallback<HTMLElement>;
}

/** A page of text laid out from its blocks, for formats without drawn pages. */
export function TextPage({ page, marks, onTarget }: TextPageProps) {
  const { t } = useTranslation();
  const words = useWords();
  const layouts = useMemo(() => layOut(page), [page]);
  const beside = useMemo(
    () =>
      (page.markup ?? []).map((one): Mark => ({
        start: one.start,
        end: one.end,
        kind: markOf[one.kind],
        target: false,
        note: markupLines(one, words).join("\n"),
      })),
    [page, words],
  );
  const hardToRead = t("reader.hardToRead");
  const all = useMemo(() => [...withDoubtful(page, marks, hardToRead), ...beside], [page, marks, hardToRead, beside]);
  const show = (range: Range) => <Marked text={page.text} range={range} marks={all} onTarget={onTarget} />;
  return (
    <div className="text-page">
      {page.status === "unread" && (
        <p className="text-note" role="note">
          {t("reader.unread", { reason: words.reason(page.reason ?? reasonOf("PAGE_NOT_READ")) })}
        </p>
      )}
      {layouts.map((layout) => (
        <LaidOut key={keyOf(layout)} layout={layout} text={page.text} show={show} />
      ))}
    </div>
  );
}

const markOf = {
  comment: "comment",
  insertion: "insertion",
  moveTo: "insertion",
  deletion: "deletion",
  moveFrom: "deletion",
} as const satisfies Record<Markup["kind"], Mark["kind"]>;

type Range = Pick<Block, "start" | "end">;
type Show = (range: Range) => React.ReactNode;

function LaidOut({ layout, text, show }: { layout: Layout; text: string; show: Show }) {
  switch (layout.kind) {
    case "list":
      return (
        <ul>
          {layout.items.map((item) => (
            <li key={item.start} dir="auto" className={startsWithMarker(text, item) ? "has-marker" : undefined}>
              {show(item)}
            </li>
          ))}
        </ul>
      );
    case "table":
      return (
        <div
          className="text-table"
          role="region"
          tabIndex={0}
          aria-label={text.slice(layout.table.rows[0]?.start, layout.table.rows[0]?.end).trim().slice(0, 80)}
        >
          <TableView table={layout.table} show={show} />
        </div>
      );
    case "block":
      return <BlockView block={layout.block}>{show(layout.block)}</BlockView>;
    default:
      return assertNever(layout);
  }
}

function TableView({ table, show }: { table: Table; show: Show }) {
  const { head, body } = useMemo(() => gridOf(table), [table]);
  const rowsOf = (part: readonly GridRow[], isHead: boolean) =>
    part.map((row) => (
      <tr key={row.start}>
        {row.cells.map((cell, index) => {
          const spans = { colSpan: cell?.columns, rowSpan: cell?.rows, dir: "auto" };
          const scope = isHead ? "col" : cell?.header ? "row" : null;
          return cell === null || scope === null ? (
            <td key={index} {...spans}>
              {cell && show(cell)}
            </td>
          ) : (
            <th key={index} {...spans} scope={scope}>
              {show(cell)}
            </th>
          );
        })}
      </tr>
    ));
  return (
    <table>
      {head.length > 0 && <thead>{rowsOf(head, true)}</thead>}
      {body.length > 0 && <tbody>{rowsOf(body, false)}</tbody>}
    </table>
  );
}

function BlockView({ block, children }: { block: Block; children: React.ReactNode }) {
  switch (block.kind) {
    case "heading":
      // the window's own headings come first: a document's headings start at the third level
      return (
        <div role="heading" aria-level={Math.min(6, (block.level ?? 1) + 2)} data-level={block.level ?? 1} dir="auto">
          {children}
        </div>
      );
    case "code":
      return (
        <pre tabIndex={0}>
          <code>{children}</code>
        </pre>
      );
    case "caption":
      return (
        <p className="text-caption" dir="auto">
          {children}
        </p>
      );
    case "footnote":
      return (
        <p className="text-footnote" dir="auto">
          {children}
        </p>
      );
    case "paragraph":
    case "turn":
    case "listItem":
    case "tableRow":
    case "tableOfContents":
      return (
        <p className={block.kind === "turn" ? "text-turn" : undefined} dir="auto">
          {children}
        </p>
      );
    default:
      return assertNever(block.kind);
  }
}

interface MarkedProps extends Pick<TextPageProps, "marks" | "onTarget"> {
  readonly text: string;
  readonly range: Range;
}

function Marked({ text, range, marks, onTarget }: MarkedProps) {
  const pieces = cutPieces(text, range.start, range.end, marks);
  return pieces.map((piece) =>
    piece.mark === null ? (
      <Fragment key={piece.start}>{piece.text}</Fragment>
    ) : (
      <mark
        key={piece.text === "" ? `${piece.start} place` : piece.start}
        data-kind={piece.mark}
        data-place={piece.text === "" ? "" : undefined}
        title={piece.note || undefined}
        ref={piece.target ? onTarget : null}
      >
        {piece.text}
      </mark>
    ),
  );
}

/** Whether the text itself carries the item's bullet or number. */
function startsWithMarker(text: string, item: Range): boolean {
  return /^\s*([-*•‣◦▪–—]|\(?[\p{L}\d]{1,3}[.)])\s/u.test(text.slice(item.start, item.start + 12));
}

function keyOf(layout: Layout): string {
  switch (layout.kind) {
    case "list":
      return `l${layout.items[0]?.start}`;
    case "table":
      return `t${layout.table.start}`;
    case "block":
      return `b${layout.block.start}`;
    default:
      return assertNever(layout);
  }
}
