import type { VirtualItem } from "@tanstack/react-virtual";
import { CircleAlert, CircleCheck, CircleHelp, Circle, Ellipsis, FileX, History, PenLine } from "lucide-react";
import { memo } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { AnswerRow, Cell, Column } from "../../../electron/contract/answerTables.ts";
import { isFigure, type useAnswerWords } from "./answerWords.ts";
import type { Group } from "./gridLines.ts";

type Translate = TFunction;
type AnswerWords = ReturnType<typeof useAnswerWords>;

/** Where a line stands, in pixels. */
interface Box {
  readonly top: number;
  readonly height: number;
  readonly width: number;
}

const styleOf = ({ top, height, width }: Box) => ({ transform: `translateY(${top}px)`, height, width });

interface RowLineProps extends Box {
  readonly index: number;
  /** undefined while it is on its way */
  readonly row: AnswerRow | undefined;
  readonly columns: readonly Column[];
  readonly shown: readonly VirtualItem[];
  readonly firstWidth: number;
  readonly isNarrow: boolean;
  /** the one of this row that can be tabbed to */
  readonly activeColumn: number | null;
  /** null: the document is open; undefined: nothing of this row */
  readonly openColumn: string | null | undefined;
  readonly isRunning: boolean;
  // asked for once for all rows: each would cost more than what it draws
  readonly t: Translate;
  readonly words: AnswerWords;
}

const cellStyle = "flex h-full items-center border-r border-line px-3 -outline-offset-2";

/** A document with those of its cells that are in view. */
export const RowLine = memo(function RowLine(props: RowLineProps) {
  const { index, row, columns, shown, firstWidth, activeColumn, openColumn } = props;
  const isApproved = Boolean(row?.approved);
  const ground = isApproved ? "bg-rail" : "bg-paper";
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="group absolute top-0 left-0 border-b border-line"
      style={styleOf(props)}
    >
      <div
        role="rowheader"
        aria-label={row ? `${row.document.title}, ${row.path}` : undefined}
        aria-colindex={1}
        data-cell={`${index} 0`}
        tabIndex={activeColumn === 0 ? 0 : -1}
        className={`sticky left-0 z-10 gap-1.5 pr-1 pl-2 ${cellStyle} ${openColumn === null ? "bg-accent-soft" : ground} `}
        style={{ width: firstWidth }}
      >
        {row ? <DocumentFace row={row} isActive={activeColumn === 0} isNarrow={props.isNarrow} t={props.t} /> : null}
      </div>
      {shown.map(({ index: at, start, size }) => {
        const column = columns[at];
        if (!column) return null;
        const cell = row?.cells[column.id];
        return (
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={at + 2}
            data-cell={`${index} ${at + 1}`}
            data-state={cell?.state}
            tabIndex={activeColumn === at + 1 ? 0 : -1}
            className={`absolute top-0 cursor-default ${cellStyle} ${openColumn === column.id ? "bg-accent-soft" : `hover:bg-hover ${isApproved ? "bg-rail" : ""}`}`}
            style={{ insetInlineStart: start, width: size }}
          >
            {row ? (
              <CellWords cell={cell} kind={column.kind} isRunning={props.isRunning} t={props.t} words={props.words} />
            ) : null}
          </div>
        );
      })}
    </div>
  );
});

interface DocumentFaceProps {
  readonly row: AnswerRow;
  readonly isActive: boolean;
  /** there is room for the name of the file alone */
  readonly isNarrow: boolean;
  readonly t: Translate;
}

/** Its buttons are plain ones that the grid listens to. */
function DocumentFace({ row, isActive, isNarrow, t }: DocumentFaceProps) {
  const { document, path, approved } = row;
  const isFailed = document.status === "failed";
  const state = isFailed ? t("tables.row.unreadable") : document.status === "reading" ? t("tables.row.reading") : null;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return (
    <>
      <button
        type="button"
        data-deed="approve"
        aria-label={t("tables.row.approve", { title: document.title })}
        aria-pressed={approved !== null}
        tabIndex={isActive ? 0 : -1}
        className={`flex size-6 shrink-0 items-center justify-center rounded-control hover:bg-hover ${approved ? "text-good" : "text-faint"}`}
      >
        {approved ? (
          <CircleCheck aria-hidden size={16} strokeWidth={2} />
        ) : (
          <Circle aria-hidden size={16} strokeWidth={1.4} />
        )}
      </button>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium" title={document.title} dir="auto">
          {document.title}
        </span>
        <span className={`flex text-small ${isFailed ? "text-danger" : "text-muted"}`} title={path}>
          {state === null ? (
            <>
              {isNarrow ? null : <span className="min-w-0 truncate">{folder}</span>}
              <span className="max-w-full shrink-0 truncate">{path.slice(folder.length)}</span>
            </>
          ) : (
            <span className="truncate">{`${state} · ${path.slice(folder.length)}`}</span>
          )}
        </span>
      </span>
      <button
        type="button"
        aria-label={t("tables.row.actionsOf", { title: document.title })}
        aria-haspopup="menu"
        tabIndex={isActive ? 0 : -1}
        className="flex size-6 shrink-0 items-center justify-center rounded-control text-muted opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 hover:bg-hover focus-visible:opacity-100"
      >
        <Ellipsis aria-hidden size={15} />
      </button>
    </>
  );
}

/** What a cell says, on two lines at most. */
const CellWords = memo(function CellWords({
  cell,
  kind,
  isRunning,
  t,
  words,
}: {
  readonly cell: Cell | undefined;
  readonly kind: Column["kind"];
  readonly isRunning: boolean;
  readonly t: Translate;
  readonly words: AnswerWords;
}) {
  const isCorrected = Boolean(cell?.correction);
  if (!cell || (cell.state === "waiting" && !isCorrected && cell.answers.length === 0)) {
    return (
      <span className="text-small text-faint">
        {isRunning ? <span aria-hidden>…</span> : null}
        <span className="sr-only">{t("tables.states.waiting")}</span>
      </span>
    );
  }
  const face = words.face(cell, kind);
  if (!isCorrected && cell.answers.length === 0) {
    const isStale = cell.stale ? <Mark icon={History} label={t("tables.states.stale")} face="text-muted" /> : null;
    if (cell.state === "failed") {
      return (
        <span className="flex items-center gap-1.5 text-small text-danger">
          <CircleAlert aria-hidden size={14} className="shrink-0" />
          {t("tables.states.failed")}
        </span>
      );
    }
    if (cell.state === "unreadable") {
      return (
        <span className="flex items-center gap-1.5 text-small text-muted">
          <FileX aria-hidden size={14} className="shrink-0" />
          {t("tables.states.unreadable")}
        </span>
      );
    }
    return (
      <span className="flex items-center gap-1.5 text-small text-faint">
        <span aria-hidden>—</span> {t("tables.cell.notStated")} {isStale}
      </span>
    );
  }
  const isBlank = isCorrected && face.text === "";
  return (
    <span className={`flex w-full min-w-0 items-center gap-1.5 ${isFigure(kind) ? "justify-end" : ""}`}>
      <span
        dir="auto"
        className={`line-clamp-2 min-w-0 wrap-anywhere ${isFigure(kind) ? "text-right tabular-nums" : ""} ${isBlank ? "text-small text-faint" : ""} ${cell.stale ? "text-muted" : ""}`}
      >
        {isBlank ? t("tables.cell.notStated") : face.text}
      </span>
      {face.more > 0 ? (
        <span className="shrink-0 rounded-small bg-sunken px-1 text-small text-muted tabular-nums">
          <span aria-hidden>{t("tables.cell.more", { count: face.more })}</span>
          <span className="sr-only">{t("tables.cell.moreAnswers", { count: face.more })}</span>
        </span>
      ) : null}
      {face.isCorrected ? <Mark icon={PenLine} label={t("tables.states.corrected")} face="text-accent" /> : null}
      {face.isDoubtful ? <DoubtMark cell={cell} t={t} /> : null}
      {cell.stale ? <Mark icon={History} label={t("tables.states.stale")} face="text-muted" /> : null}
    </span>
  );
});

function DoubtMark({ cell, t }: { cell: Cell; t: Translate }) {
  const isAgainst = cell.answers.some(({ support }) => support === "contradicted" || support === "unsupported");
  return (
    <Mark
      icon={isAgainst ? CircleAlert : CircleHelp}
      label={t(isAgainst ? "tables.states.against" : "tables.states.doubtful")}
      face={isAgainst ? "text-danger" : "text-warn"}
    />
  );
}

function Mark({ icon: Icon, label, face }: { icon: typeof History; label: string; face: string }) {
  return (
    <span role="img" aria-label={label} title={label} className={`inline-flex shrink-0 ${face}`}>
      <Icon aria-hidden size={14} strokeWidth={2} />
    </span>
  );
}

/** Heads the rows of one value. */
export function GroupLine({ group, column, ...box }: Box & { group: Group; column: Column | null }) {
  const { t } = useTranslation();
  return (
    <div role="row" className="absolute top-0 left-0 border-b border-line bg-paper" style={styleOf(box)}>
      <div role="gridcell" className="sticky left-0 flex h-full w-fit items-end gap-2 px-3 pb-1.5">
        {column ? <span className="text-small text-muted">{column.name}</span> : null}
        <span className="max-w-96 truncate font-semibold" dir="auto">
          {group.label ?? t("tables.noValue")}
        </span>
        <span className="text-small text-muted">{t("tables.documents", { count: group.count })}</span>
      </div>
    </div>
  );
}
