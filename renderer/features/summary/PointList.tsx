import { PenLine, Quote } from "lucide-react";
import { createContext, Fragment, memo, use } from "react";
import { useTranslation } from "react-i18next";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Finding, Span } from "../../../electron/contract/findings.ts";
import type { Support } from "../../../electron/contract/summaries.ts";
import { CitationChip } from "../../ui/CitationChip.tsx";
import { LitText } from "../../ui/LitText.tsx";
import { claimSpans, type LitSpan, quoteSpans, spansOf, wordsOnPage } from "../../ui/litPieces.ts";
import { citationKey } from "./citedText.ts";
import { CorrectPoint, correctOnDoubleClick } from "./CorrectPoint.tsx";
import { type JudgedPoint, Verdict } from "./Verdict.tsx";

interface CitationsInRoom {
  /** the chip whose quote the pages show; null for none */
  readonly openId: string | null;
  /** @param words of the page that are lit among those of the quote */
  readonly open: (citation: Citation, chipId: string, words: readonly Span[]) => void;
}

/** Which quote is open and how to open one, for every chip below. */
export const CitationsContext = createContext<CitationsInRoom>({ openId: null, open: () => undefined });

/** The verdict whose sentences alone are shown; null for all. */
export const OnlyContext = createContext<Support | null>(null);

interface PointListProps {
  /** names the list among the others; stays the same while it grows */
  readonly listId: string;
  readonly points: readonly JudgedPoint[];
  readonly label?: string;
  /** written in another language than the document: said once above, so that not every point repeats it */
  readonly isTranslated?: boolean;
}

/** Sentences with their citations. Numbers count from 1 in each list, so that none changes when another list grows. */
export const PointList = memo(function PointList({ listId, points, label, isTranslated = false }: PointListProps) {
  const only = use(OnlyContext);
  const numbers = numberCitations(points);
  return (
    <ul className="flex flex-col gap-2.5" aria-label={label}>
      {points.map((point, index) => (
        <li
          key={`${index} ${point.text}`}
          hidden={only !== null && point.support !== only}
          data-point=""
          tabIndex={-1}
          dir="auto"
          className="group/point relative rounded-control pl-4 font-serif text-read outline-offset-4 before:absolute before:top-[0.72em] before:left-0 before:size-1.5 before:rounded-full before:bg-edge rtl:pr-4 rtl:pl-0 rtl:before:right-0"
        >
          <span onDoubleClick={correctOnDoubleClick}>
            <Sentence
              point={point}
              numbers={numbers}
              pointId={`${listId}.${index}`}
              isShort={isTranslated && point.support === "weak"}
            />
          </span>
        </li>
      ))}
    </ul>
  );
});

interface ProseProps extends Pick<PointListProps, "listId"> {
  readonly label: string;
  readonly paragraphs: readonly (readonly JudgedPoint[])[];
}

/** The same sentences as running text, each with its citations; what is doubtful says so behind its sentence. */
export const Prose = memo(function Prose({ listId, paragraphs, label }: ProseProps) {
  const only = use(OnlyContext);
  const points = paragraphs.flat();
  const numbers = numberCitations(points);
  const indexes = new Map(points.map((point, index) => [point, index]));
  return (
    <div role="group" aria-label={label} className="flex max-w-prose flex-col gap-4 font-serif text-read">
      {paragraphs.map((paragraph, number) => (
        <p key={number} dir="auto">
          {paragraph.map((point) => {
            const index = indexes.get(point) ?? 0;
            return (
              <Fragment key={`${index} ${point.text}`}>
                <span
                  data-point=""
                  tabIndex={-1}
                  hidden={only !== null && point.support !== only}
                  onDoubleClick={correctOnDoubleClick}
                  className="group/point rounded-small outline-offset-2"
                >
                  <Sentence point={point} numbers={numbers} pointId={`${listId}.${index}`} isShort />
                </span>{" "}
              </Fragment>
            );
          })}
        </p>
      ))}
    </div>
  );
});

interface SentenceProps {
  readonly point: JudgedPoint;
  readonly numbers: ReadonlyMap<string, number>;
  readonly pointId: string;
  readonly isShort: boolean;
}

/** A point with its citations, what is to be known of it, and the pencil to correct it with. */
export function Sentence({ point, numbers, pointId, isShort }: SentenceProps) {
  const { open } = use(CitationsContext);
  const idOf = (citation: Citation) => `${pointId} ${citationKey(citation)}`;
  return (
    <>
      <Cited
        text={point.text}
        lit={claimSpans(point.findings)}
        chips={chipsOf(point.citations, numbers, idOf, point.findings)}
      />
      <PointMarks point={point} isShort={isShort} onOpen={(citation, words) => open(citation, idOf(citation), words)} />
      <CorrectPoint point={point} />
    </>
  );
}

interface CitationMarksProps {
  readonly citations: readonly Citation[];
  readonly numbers: ReadonlyMap<string, number>;
  /** names the chip of a citation in the room */
  id(citation: Citation): string;
}

/** The numbered chips of citations behind a text. */
export function CitationMarks({ citations, numbers, id }: CitationMarksProps) {
  return <span className="whitespace-nowrap"> {chipsOf(citations, numbers, id)}</span>;
}

function chipsOf(
  citations: readonly Citation[],
  numbers: ReadonlyMap<string, number>,
  id: (citation: Citation) => string,
  findings: readonly Finding[] = [],
): React.ReactNode[] {
  return distinct(citations).map((citation) => {
    const key = citationKey(citation);
    const lit = quoteSpans(findings, citations.indexOf(citation));
    return <Chip key={key} citation={citation} number={numbers.get(key) ?? 0} id={id(citation)} lit={lit} />;
  });
}

/** What is to be known of a point besides its words: that it is quoted, and the verdict on it. */
export function PointMarks({ point, isShort = true, onOpen }: PointMarksProps) {
  return (
    <>
      {point.quoted === true && <Quoted />}
      {point.corrected === true && <Corrected />}
      <Verdict point={point} isShort={isShort} onOpen={onOpen} />
    </>
  );
}

interface PointMarksProps {
  readonly point: JudgedPoint;
  readonly isShort?: boolean;
  readonly onOpen: (citation: Citation, words: readonly Span[]) => void;
}

/** Says that the sentence is the document's own, not the model's. */
function Quoted() {
  const { t } = useTranslation();
  return (
    <span
      title={t("summary.quotedHint")}
      className="ml-1.5 inline-flex items-center gap-1 align-baseline font-sans text-small whitespace-nowrap text-muted"
    >
      <Quote size={12} strokeWidth={2} aria-hidden />
      {t("summary.quoted")}
    </span>
  );
}

/** Says that the words are those of the person who reads, not the model's. */
function Corrected() {
  const { t } = useTranslation();
  return (
    <span
      title={t("summary.correct.hint")}
      className="ml-1.5 inline-flex items-center gap-1 align-baseline font-sans text-small whitespace-nowrap text-muted"
    >
      <PenLine size={12} strokeWidth={2} aria-hidden />
      {t("summary.correct.mark")}
    </span>
  );
}

interface CitedProps {
  readonly text: string;
  /** words of it that findings are about */
  readonly lit?: readonly LitSpan[];
  readonly chips: readonly React.ReactNode[];
}

/** The first chip stays on the line of the last word, or of its end: alone on a line it would seem to belong to nothing. */
export function Cited({ text, lit = [], chips: [first, ...others] }: CitedProps) {
  const end = text.search(/\S{0,12}$/u);
  return (
    <>
      <LitText text={text.slice(0, end)} spans={spansOf(lit, 0, end)} />
      <span className="whitespace-nowrap">
        <LitText text={text.slice(end)} spans={spansOf(lit, end)} /> {first}
      </span>
      {others}
    </>
  );
}

interface ChipProps {
  readonly citation: Citation;
  readonly number: number;
  readonly id: string;
  readonly lit: readonly LitSpan[];
}

function Chip({ citation, number, id, lit }: ChipProps) {
  const { openId, open } = use(CitationsContext);
  return (
    <span data-chip={id}>
      <CitationChip
        number={number}
        citation={citation}
        lit={lit}
        isCurrent={openId === id}
        onOpen={() => open(citation, id, wordsOnPage(citation, lit))}
      />
    </span>
  );
}

function distinct(citations: readonly Citation[]): Citation[] {
  return [...new Map(citations.map((citation) => [citationKey(citation), citation])).values()];
}

/** The same quote has the same number wherever the list cites it. */
export function numberCitations(points: readonly Pick<JudgedPoint, "citations">[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { citations } of points) {
    for (const citation of citations) {
      const key = citationKey(citation);
      if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
    }
  }
  return numbers;
}
