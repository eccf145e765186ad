import { use } from "react";
import { useTranslation } from "react-i18next";
import { assertNever } from "../../../electron/contract/errors.ts";
import { type Entry, layoutOf, type LayoutPart } from "../../../electron/contract/layout.ts";
import type { KeyFact, Point, Summary } from "../../../electron/contract/summaries.ts";
import { useWords } from "../../i18n/useWords.ts";
import { correctOnDoubleClick } from "./CorrectPoint.tsx";
import { FactsTable } from "./FactsTable.tsx";
import { numberCitations, OnlyContext, PointList, Prose, Sentence } from "./PointList.tsx";
import type { JudgedPoint } from "./Verdict.tsx";

interface WholeViewProps {
  readonly shown: Summary;
  readonly isTranslated: boolean;
  /** what is told between the lead and the rest */
  readonly children: React.ReactNode;
}

/** The whole of a summary: its lead, then its parts as its form lays them out. */
export function WholeView({ shown, isTranslated, children }: WholeViewProps) {
  const { t } = useTranslation();
  const words = useWords();
  const only = use(OnlyContext);
  const { lead, facts, parts } = layoutOf(shown);
  const hides = (points: readonly JudgedPoint[]) => only !== null && !points.some(({ support }) => support === only);
  return (
    <>
      {lead.length > 0 && <Lead listId={`${shown.id} lead`} points={lead} />}
      {shown.recipe?.instead && (
        <p className="text-small text-pretty text-muted">{words.t(`layout:instead.${shown.recipe.instead}`)}</p>
      )}
      {children}
      {facts.length > 0 && <FactsTable listId={`${shown.id} facts`} facts={facts} />}
      {parts.length > 0 && (
        <section aria-labelledby="whole-title" hidden={hides(shown.points)} className="flex flex-col gap-5">
          <h3 id="whole-title" className={parts.length > 1 ? "sr-only" : "font-medium text-muted"}>
            {t("summary.whole")}
          </h3>
          {parts.map((part) => (
            <Part
              key={`${part.kind} ${part.heading ?? ""}`}
              listId={`${shown.id} whole`}
              part={part}
              isTranslated={isTranslated}
            />
          ))}
        </section>
      )}
    </>
  );
}

/** What the document is and what matters most in it, set larger than what follows. */
function Lead({ listId, points }: { listId: string; points: readonly Point[] }) {
  const { t } = useTranslation();
  const only = use(OnlyContext);
  const numbers = numberCitations(points);
  return (
    <div
      role="group"
      aria-label={t("summary.lead")}
      hidden={only !== null && !points.some(({ support }) => support === only)}
      className="max-w-prose font-serif text-opening text-pretty"
      dir="auto"
    >
      {points.map((point, index) => (
        <span
          key={`${index} ${point.text}`}
          data-point=""
          tabIndex={-1}
          hidden={only !== null && point.support !== only}
          onDoubleClick={correctOnDoubleClick}
          className="group/point rounded-small outline-offset-2"
        >
          <Sentence point={point} numbers={numbers} pointId={`${listId}.${index}`} isShort />{" "}
        </span>
      ))}
    </div>
  );
}

interface PartProps {
  readonly listId: string;
  readonly part: LayoutPart<Point, KeyFact>;
  readonly isTranslated: boolean;
}

function Part({ listId, part, isTranslated }: PartProps) {
  const { t } = useTranslation();
  const words = useWords();
  const title = part.heading === null ? t("summary.whole") : words.t(`layout:part.${part.heading}`);
  return (
    <section className="flex flex-col gap-2">
      {part.heading !== null && <h4 className="font-semibold">{title}</h4>}
      <PartBody
        listId={part.heading === null ? listId : `${listId} ${part.heading}`}
        part={part}
        title={title}
        isTranslated={isTranslated}
      />
    </section>
  );
}

function PartBody({ listId, part, title, isTranslated }: PartProps & { readonly title: string }) {
  const words = useWords();
  /** A sentence of the document stands for itself. */
  const said = (entry: Entry<Point, KeyFact>): JudgedPoint => {
    if ("point" in entry) return entry.point;
    const { citations } = entry.fact;
    return { text: words.fact(entry.fact).value, citations, support: "verified", findings: [], quoted: true };
  };
  switch (part.kind) {
    case "points":
      return <PointList listId={listId} points={part.points} label={title} isTranslated={isTranslated} />;
    case "prose":
      return <Prose listId={listId} paragraphs={part.paragraphs} label={title} />;
    case "entries":
      return <PointList listId={listId} points={part.entries.map(said)} label={title} isTranslated={isTranslated} />;
    case "actions":
      return (
        <EntryTable
          listId={listId}
          label={title}
          head={[words.t("layout:column.who"), words.t("layout:column.what"), words.t("layout:column.due")]}
          rows={part.rows.map(({ who, entry, due }) => ({ name: who, entries: [said(entry)], due }))}
        />
      );
    case "terms":
      return (
        <EntryTable
          listId={listId}
          label={title}
          head={[words.t("layout:column.term"), words.t("layout:column.inDocument")]}
          rows={part.rows.map(({ term, entries }) => ({
            name: words.t(`layout:terms.${term}`),
            entries: entries.map(said),
          }))}
        />
      );
    default:
      return assertNever(part);
  }
}

interface EntryTableProps {
  readonly listId: string;
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly entries: readonly JudgedPoint[];
    readonly due?: string | null;
  }[];
}

/** Rows of sentences, each with its citations. */
function EntryTable({ listId, label, head, rows }: EntryTableProps) {
  const only = use(OnlyContext);
  const numbers = numberCitations(rows.flatMap(({ entries }) => entries));
  return (
    <div className="overflow-x-auto rounded-card border border-line">
      <table className="w-full border-collapse text-left align-top" aria-label={label}>
        <thead>
          <tr className="bg-sunken">
            {head.map((name) => (
              <th key={name} scope="col" className="px-3 py-1.5 text-small font-semibold">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, entries, due }, row) => (
            <tr
              key={`${row} ${name}`}
              hidden={only !== null && !entries.some(({ support }) => support === only)}
              className="border-t border-line"
            >
              <th scope="row" dir="auto" className="w-[22%] min-w-24 px-3 py-2 align-top font-medium wrap-anywhere">
                {name === "" ? <span className="text-faint">–</span> : name}
              </th>
              <td className="px-3 py-2 align-top">
                {entries.map((point, index) => (
                  <div
                    key={`${index} ${point.text}`}
                    data-point=""
                    tabIndex={-1}
                    dir="auto"
                    hidden={only !== null && point.support !== only}
                    onDoubleClick={correctOnDoubleClick}
                    className="group/point rounded-small text-pretty wrap-anywhere outline-offset-2 not-first:mt-2"
                  >
                    <Sentence point={point} numbers={numbers} pointId={`${listId}.${row}.${index}`} isShort />
                  </div>
                ))}
              </td>
              {due !== undefined && (
                <td dir="auto" className="w-[22%] min-w-24 px-3 py-2 align-top text-muted wrap-anywhere">
                  {due ?? "–"}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
