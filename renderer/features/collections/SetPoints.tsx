import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Span } from "../../../electron/contract/findings.ts";
import type { Point } from "../../../electron/contract/summaries.ts";
import { goalOf } from "../../lib/goalOf.ts";
import { openDocument } from "../../lib/route.ts";
import { CitationChip } from "../../ui/CitationChip.tsx";
import { claimSpans, quoteSpans, wordsOnPage } from "../../ui/litPieces.ts";
import { Cited, PointMarks } from "../summary/index.ts";

interface SetPointsProps {
  readonly points: readonly Point[];
  readonly label: string;
  /** by a model: sentences that are the document's own are marked, as in its summary */
  readonly isWritten?: boolean;
  /** as running text */
  readonly isParagraph?: boolean;
  /** name of a document, where points of several stand together */
  readonly nameOf?: (documentId: string) => string | undefined;
}

/**
 * Sentences of several documents, those that lead as running text before the others: each says which files it is of, its chips open the
 * page with the quote lit.
 */
export function SetPoints({ points, label, nameOf, isWritten = false, isParagraph = false }: SetPointsProps) {
  const { t } = useTranslation();
  const firsts = points.map((_, index) =>
    points.slice(0, index).reduce((sum, { citations }) => sum + citations.length, 1),
  );
  const sentence = (point: Point, index: number) => (
    <Sentence point={point} first={firsts[index] ?? 1} isWritten={isWritten} nameOf={nameOf} />
  );
  if (isParagraph) {
    return (
      <p dir="auto" role="group" aria-label={label} className="max-w-prose font-serif text-read">
        {points.map((point, index) => (
          <Fragment key={point.id}>{sentence(point, index)} </Fragment>
        ))}
      </p>
    );
  }
  const numbered = points.map((point, index) => ({ point, index }));
  const lead = numbered.filter(({ point }) => point.role === "lead");
  const rest = numbered.filter(({ point }) => point.role !== "lead");
  return (
    <>
      {lead.length > 0 ? (
        <div role="group" aria-label={t("summary.lead")} className="mb-4 max-w-prose" dir="auto">
          <p className="font-serif text-opening text-pretty">
            {lead.map(({ point, index }) => (
              <Fragment key={point.id}>{sentence(point, index)} </Fragment>
            ))}
          </p>
          {nameOf ? <Files citations={lead.flatMap(({ point }) => point.citations)} nameOf={nameOf} /> : null}
        </div>
      ) : null}
      {rest.length > 0 ? (
        <ul aria-label={label} className="flex flex-col gap-2.5">
          {rest.map(({ point, index }) => (
            <li
              key={point.id}
              dir="auto"
              className="relative pl-4 font-serif text-read before:absolute before:top-[0.72em] before:left-0 before:size-1.5 before:rounded-full before:bg-edge rtl:pr-4 rtl:pl-0 rtl:before:right-0"
            >
              {sentence(point, index)}
              {nameOf ? <Files citations={point.citations} nameOf={nameOf} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

interface SentenceProps {
  readonly point: Point;
  /** number of its first citation */
  readonly first: number;
  readonly isWritten: boolean;
  readonly nameOf: SetPointsProps["nameOf"];
}

function Sentence({ point, first, isWritten, nameOf }: SentenceProps) {
  const open = (citation: Citation, words: readonly Span[]) =>
    openDocument(citation.documentId, goalOf(citation, words));
  return (
    <>
      <Cited
        text={point.text}
        lit={claimSpans(point.findings)}
        chips={point.citations.map((citation, at) => (
          <CitationChip
            key={`${citation.documentId} ${citation.page} ${citation.start}`}
            number={first + at}
            citation={citation}
            documentTitle={nameOf?.(citation.documentId)}
            lit={quoteSpans(point.findings, at)}
            onOpen={() => open(citation, wordsOnPage(citation, quoteSpans(point.findings, at)))}
          />
        ))}
      />
      {isWritten ? <PointMarks point={point} onOpen={open} /> : null}
    </>
  );
}

/** The documents of a point, each once, with the page of its first quote there. */
function Files({ citations, nameOf }: { citations: readonly Citation[]; nameOf: (id: string) => string | undefined }) {
  const { t } = useTranslation();
  const files = new Map<string, Citation>();
  for (const citation of citations) if (!files.has(citation.documentId)) files.set(citation.documentId, citation);
  const named = [...files.values()].flatMap(({ documentId, page }) => {
    const name = nameOf(documentId);
    return name === undefined ? [] : [{ documentId, page, name }];
  });
  if (named.length === 0) return null;
  return (
    <span className="mt-0.5 flex flex-wrap gap-x-3 font-sans text-small text-muted">
      {named.map(({ documentId, page, name }) => (
        <span key={documentId} className="flex max-w-full min-w-0 gap-1.5">
          <span className="truncate">{name}</span>
          <span className="shrink-0">· {t("citation.page", { page }).toLowerCase()}</span>
        </span>
      ))}
    </span>
  );
}
