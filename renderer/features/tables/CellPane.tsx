import { ArrowLeft, ChevronDown, ChevronUp, PanelRightClose, Pencil, RotateCcw, Undo2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components";
import { writerWords } from "../../../electron/words/writerWords.ts";
import type { Answer, AnswerRow, Cell, Column } from "../../../electron/contract/answerTables.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useWords } from "../../i18n/useWords.ts";
import { goalOf } from "../../lib/goalOf.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { LitText } from "../../ui/LitText.tsx";
import { claimSpans, excerptOf, type LitSpan, quoteLine, quoteSpans, wordsOnPage } from "../../ui/litPieces.ts";
import { SupportMark } from "../../ui/SupportMark.tsx";
import { type Goal, PageView } from "../reader/index.ts";
import { useAnswerWords } from "./answerWords.ts";
import { CorrectForm } from "./CorrectForm.tsx";

interface CellPaneProps {
  readonly row: AnswerRow;
  /** null: the document alone */
  readonly column: Column | null;
  readonly isNarrow: boolean;
  readonly isCorrecting: boolean;
  onCorrecting(isCorrecting: boolean): void;
  /** false where that failed, which was told */
  onCorrect(text: string | null): Promise<boolean>;
  onAskAgain(): void;
  onStep(step: 1 | -1): void;
  onClose(): void;
}

/** One of the quotes of a cell. */
interface QuotePlace {
  readonly answer: number;
  readonly quote: number;
}

const firstQuote: QuotePlace = { answer: 0, quote: 0 };

/** What a cell rests on: its answers with quotes and findings above, the page with the quote lit below. */
export function CellPane(props: CellPaneProps) {
  const { row, column, isNarrow } = props;
  const { t } = useTranslation();
  const shortcut = useShortcut();
  const [password, setPassword] = useState<string | null>(null);
  const cell = column ? row.cells[column.id] : undefined;
  const [lit, setLit] = useState(firstQuote);
  const answer = cell?.answers[lit.answer];
  const goal = useMemo<Goal | null>(() => {
    const citation = answer?.citations[lit.quote];
    return answer && citation ? goalOf(citation, wordsOnPage(citation, litSpans(answer, lit.quote))) : null;
  }, [answer, lit]);
  const { document } = row;
  const hasPages = document.status === "ready" || document.status === "reading";
  return (
    <div className="flex h-full min-h-0 flex-col bg-paper">
      <section
        aria-label={t("tables.pane.label")}
        tabIndex={0}
        className="max-h-[55%] shrink-0 overflow-y-auto border-b border-line px-4 pt-2.5 pb-4 -outline-offset-2"
      >
        <div className="flex items-center gap-1">
          {isNarrow ? (
            <Button
              kind="quiet"
              size="small"
              aria-keyshortcuts={shortcut("backToTable")["aria-keyshortcuts"]}
              onPress={props.onClose}
            >
              <ArrowLeft size={16} aria-hidden />
              {t("actions.backToTable")}
            </Button>
          ) : null}
          <p className="min-w-0 flex-1 truncate text-small text-muted" title={row.path} dir="auto">
            {document.title}
          </p>
          <IconButton
            size="small"
            icon={ChevronUp}
            label={t("actions.previousCell")}
            {...shortcut("previousCell")}
            onPress={() => props.onStep(-1)}
          />
          <IconButton
            size="small"
            icon={ChevronDown}
            label={t("actions.nextCell")}
            {...shortcut("nextCell")}
            onPress={() => props.onStep(1)}
          />
          {isNarrow ? null : (
            <IconButton
              size="small"
              icon={PanelRightClose}
              label={t("tables.pane.close")}
              {...shortcut("backToTable")}
              onPress={props.onClose}
            />
          )}
        </div>
        {column ? (
          <>
            <h2 className="mt-0.5 text-lead font-semibold wrap-anywhere" dir="auto">
              {column.name}
            </h2>
            {column.question ? (
              <p className="text-small text-muted text-pretty" dir="auto">
                {column.question}
              </p>
            ) : null}
            <Answers
              key={`${document.id} ${column.id}`}
              {...props}
              column={column}
              cell={cell}
              lit={lit}
              onLit={setLit}
            />
          </>
        ) : (
          <h2 className="mt-0.5 font-semibold wrap-anywhere">{row.path}</h2>
        )}
      </section>
      <div
        className="min-h-0 flex-1"
        data-lit={answer && quoteSpans(answer.findings, lit.quote).length > 0 ? "finding" : "answer"}
      >
        {hasPages ? (
          <PageView
            key={document.id}
            document={document}
            name={document.title}
            goal={goal}
            password={password}
            onPassword={setPassword}
          />
        ) : (
          <Unread row={row} />
        )}
      </div>
    </div>
  );
}

function Unread({ row: { document } }: { row: AnswerRow }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div className="p-6">
      <p className="font-semibold">{t("tables.pane.unread")}</p>
      {document.problem ? (
        <p className="mt-1 text-muted">
          {words.error(document.problem)} <span className="font-mono text-small">{document.problem.code}</span>
        </p>
      ) : null}
    </div>
  );
}

interface AnswersProps extends CellPaneProps {
  readonly column: Column;
  readonly cell: Cell | undefined;
  readonly lit: QuotePlace;
  onLit(place: QuotePlace): void;
}

function Answers(props: AnswersProps) {
  const { cell, column, lit, onLit, isCorrecting, onCorrecting, onCorrect, onAskAgain } = props;
  const { document } = props.row;
  const { t } = useTranslation();
  const words = useWords();
  const say = useAnswerWords();
  const formats = useFormats();
  const shortcut = useShortcut();
  const correction = cell?.correction ?? null;
  const answers = cell?.answers ?? [];
  const shown = cell ? say.face(cell, column.kind).text : "";
  return (
    <>
      {correction ? (
        <div className="mt-3 rounded-control border border-line bg-surface px-3 py-2">
          <p className="font-serif text-read" dir="auto">
            {correction.text === "" ? t("tables.cell.notStated") : shown}
          </p>
          <p className="mt-0.5 text-small text-muted">
            {t("tables.pane.corrected", { by: correction.by, moment: formats.moment(correction.at) })}
          </p>
          {correction.value === null && correction.text !== "" && column.kind !== "text" && column.kind !== "list" ? (
            <p className="mt-0.5 text-small text-warn">{t(`tables.pane.notRead.${column.kind}`)}</p>
          ) : null}
        </div>
      ) : null}
      {correction && answers.length > 0 ? <p className="mt-3 text-small text-muted">{t("tables.pane.found")}</p> : null}
      {answers.length > 0 ? (
        <ol aria-label={t("tables.pane.answers")} className="mt-2 flex flex-col gap-3">
          {answers.map((answer, index) => (
            <AnswerItem
              key={index}
              answer={answer}
              lit={lit.answer === index ? lit.quote : null}
              onLit={(quote) => onLit({ answer: index, quote })}
            />
          ))}
        </ol>
      ) : cell && !correction ? (
        <p className="mt-2">{t(`tables.pane.states.${cell.state}`)}</p>
      ) : null}
      {cell?.state === "failed" && cell.problem ? (
        <p className="mt-1 text-small text-danger">
          {words.error(cell.problem)} <span className="font-mono">{cell.problem.code}</span>
        </p>
      ) : null}
      {cell?.state === "unreadable" && cell.problem && document.status !== "failed" ? (
        <p className="mt-1 text-small text-muted">{words.error(cell.problem)}</p>
      ) : null}
      {cell?.wrote && answers.length > 0 ? (
        <p className="mt-2 text-small text-faint wrap-anywhere">
          {t("tables.pane.wrote", { names: cell.wrote.map((model) => writerWords(model, words)) })}
        </p>
      ) : null}
      {cell?.stale ? <p className="mt-2 text-small text-muted">{t("tables.pane.stale")}</p> : null}
      {isCorrecting ? (
        <CorrectForm
          kind={column.kind}
          choices={column.choices}
          text={correction?.text ?? answers[0]?.text ?? ""}
          onSave={onCorrect}
          onClose={() => onCorrecting(false)}
        />
      ) : (
        <div className="mt-3 flex flex-wrap gap-1.5">
          <Button
            size="small"
            aria-keyshortcuts={shortcut("correctCell")["aria-keyshortcuts"]}
            onPress={() => onCorrecting(true)}
          >
            <Pencil aria-hidden size={13} />
            {t("tables.pane.correct")}
          </Button>
          {correction ? (
            <Button size="small" onPress={() => void onCorrect(null)}>
              <Undo2 aria-hidden size={14} />
              {t("tables.pane.takeBack")}
            </Button>
          ) : null}
          <Button size="small" kind="quiet" onPress={onAskAgain}>
            <RotateCcw aria-hidden size={13} />
            {t("tables.pane.askAgain")}
          </Button>
        </div>
      )}
    </>
  );
}

function AnswerItem({
  answer,
  lit,
  onLit,
}: {
  readonly answer: Answer;
  /** the quote of it that is lit in the page */
  readonly lit: number | null;
  onLit(quote: number): void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const say = useAnswerWords();
  const { findings, citations, condition } = answer;
  const typed = say.answer(answer);
  const reason = words.findings(findings);
  return (
    <li>
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <span className="font-serif text-read font-medium wrap-anywhere" dir="auto">
          {typed === answer.text ? <LitText text={answer.text} spans={claimSpans(findings)} /> : typed}
        </span>
        <SupportMark support={answer.support} by={answer.by} />
      </p>
      {typed === answer.text ? null : (
        <p className="text-small text-muted" dir="auto">
          {t("tables.pane.inDocument")} “<LitText text={answer.text} spans={claimSpans(findings)} />”
        </p>
      )}
      {condition === null ? null : (
        <p className="text-small" dir="auto">
          <span className="text-muted">{t("tables.pane.condition")}</span> {condition}
        </p>
      )}
      {reason === "" ? null : <p className="mt-0.5 text-small text-pretty">{reason}</p>}
      {citations.map((citation, index) => {
        const spans = litSpans(answer, index);
        const excerpt = excerptOf(quoteLine(citation.quote), spans);
        return (
          <AriaButton
            key={`${citation.page} ${citation.start}`}
            onPress={() => onLit(index)}
            {...(index === lit ? { "aria-current": "true" as const } : {})}
            className="mt-1.5 block w-full rounded-control border border-line bg-surface px-3 py-1.5 text-left transition-colors aria-[current]:border-accent data-hovered:bg-hover"
          >
            <span className="block text-small text-muted">
              {citation.lost ? t("citation.lost") : t("citation.page", { page: citation.page })}
            </span>
            <span className="block font-serif leading-snug text-pretty wrap-anywhere" dir="auto">
              {quoteSpans(findings, index).length > 0 ? <LitText {...excerpt} /> : excerpt.text}
            </span>
          </AriaButton>
        );
      })}
    </li>
  );
}

/** What is lit of a quote on one line: the words that findings are about, else those of the answer where they are not all of it. */
function litSpans({ text, citations, findings }: Answer, quote: number): LitSpan[] {
  const spans = quoteSpans(findings, quote);
  if (spans.length > 0) return spans;
  const line = quoteLine(citations[quote]?.quote ?? "");
  const words = quoteLine(text);
  const start = line.indexOf(words);
  if (start < 0 || words === "" || words === line) return [];
  return [{ start, end: start + words.length, severity: "witness" }];
}
