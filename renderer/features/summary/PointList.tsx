import { CircleAlert, CircleHelp, Equal, Quote } from "lucide-react";
import { createContext, Fragment, memo, use } from "react";
import { useTranslation } from "react-i18next";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Finding } from "../../../electron/contract/findings.ts";
import { paragraphsOf, type Point, type Support } from "../../../electron/contract/summaries.ts";
import { useWords } from "../../i18n/useWords.ts";
import { CitationChip } from "../../ui/CitationChip.tsx";
import { citationKey } from "./citedText.ts";

interface CitationsInRoom {
  /** the chip whose quote the pages show; null for none */
  readonly openId: string | null;
  readonly open: (citation: Citation, chipId: string) => void;
}

/** Which quote is open and how to open one, for every chip below. */
export const CitationsContext = createContext<CitationsInRoom>({ openId: null, open: () => undefined });

interface ShownPoint {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly support: Support;
  readonly findings: readonly Finding[];
  readonly quoted?: boolean;
}

interface PointListProps {
  /** names the list among the others; stays the same while it grows */
  readonly listId: string;
  readonly points: readonly ShownPoint[];
  readonly label?: string;
  /** written in another language than the document: said once above, so that not every point repeats it */
  readonly isTranslated?: boolean;
}

/** Sentences with their citations. Numbers count from 1 in each list, so that none changes when another list grows. */
export const PointList = memo(function PointList({ listId, points, label, isTranslated = false }: PointListProps) {
  const numbers = numberCitations(points);
  return (
    <ul className="flex flex-col gap-2.5" aria-label={label}>
      {points.map((point, index) => (
        <li
          key={`${index} ${point.text}`}
          data-point=""
          tabIndex={-1}
          dir="auto"
          className="relative rounded-control pl-4 font-serif text-read outline-offset-4 before:absolute before:top-[0.72em] before:left-0 before:size-1.5 before:rounded-full before:bg-edge rtl:pr-4 rtl:pl-0 rtl:before:right-0"
        >
          <Sentence point={point} numbers={numbers} pointId={`${listId}.${index}`} />
          {point.support !== "verified" && (
            <Doubt
              support={point.support}
              findings={point.findings}
              isShort={isTranslated && point.support === "weak"}
            />
          )}
        </li>
      ))}
    </ul>
  );
});

interface ProseProps extends Pick<PointListProps, "listId" | "isTranslated"> {
  readonly label: string;
  readonly points: readonly (ShownPoint & Pick<Point, "section">)[];
}

/** The same sentences as running text, each with its citations; what is doubtful says so behind its sentence. */
export const Prose = memo(function Prose({ listId, points, label }: ProseProps) {
  const numbers = numberCitations(points);
  const indexes = new Map(points.map((point, index) => [point, index]));
  return (
    <div role="group" aria-label={label} className="flex max-w-prose flex-col gap-4 font-serif text-read">
      {paragraphsOf(points).map((paragraph, number) => (
        <p key={number} dir="auto">
          {paragraph.map((point) => {
            const index = indexes.get(point) ?? 0;
            return (
              <Fragment key={`${index} ${point.text}`}>
                <span data-point="" tabIndex={-1} className="rounded-small outline-offset-2">
                  <Sentence point={point} numbers={numbers} pointId={`${listId}.${index}`} />
                  {point.support !== "verified" && <Doubt support={point.support} findings={point.findings} isShort />}
                </span>{" "}
              </Fragment>
            );
          })}
        </p>
      ))}
    </div>
  );
});

function Sentence({
  point,
  numbers,
  pointId,
}: {
  point: ShownPoint;
  numbers: ReadonlyMap<string, number>;
  pointId: string;
}) {
  return (
    <>
      <Cited
        text={point.text}
        chips={chipsOf(point.citations, numbers, (citation) => `${pointId} ${citationKey(citation)}`)}
      />
      {point.quoted === true && <Quoted />}
      {point.support === "verified" && point.findings.length > 0 && <Reworded findings={point.findings} />}
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
): React.ReactNode[] {
  return distinct(citations).map((citation) => {
    const key = citationKey(citation);
    return <Chip key={key} citation={citation} number={numbers.get(key) ?? 0} id={id(citation)} />;
  });
}

/** What is to be known of a point besides its words: that it is quoted, how it was verified, or that it is in doubt. */
export function PointMarks({ point }: { point: ShownPoint }) {
  return (
    <>
      {point.quoted === true && <Quoted />}
      {point.support === "verified" && point.findings.length > 0 && <Reworded findings={point.findings} />}
      {point.support !== "verified" && <Doubt support={point.support} findings={point.findings} isShort />}
    </>
  );
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

/** Says that its words alone did not verify the sentence, and what did. */
function Reworded({ findings }: { findings: readonly Finding[] }) {
  const words = useWords();
  const { t } = words;
  const reason = words.findings(findings);
  return (
    <span
      role="note"
      title={reason}
      className="ml-1.5 inline-flex items-center gap-1 align-baseline font-sans text-small whitespace-nowrap text-muted"
    >
      <Equal size={12} strokeWidth={2} aria-hidden />
      {t("summary.reworded")}
      <span className="sr-only">: {reason}</span>
    </span>
  );
}

/** The first chip stays on the line of the last word, or of its end: alone on a line it would seem to belong to nothing. */
export function Cited({ text, chips: [first, ...others] }: { text: string; chips: readonly React.ReactNode[] }) {
  const end = text.search(/\S{0,12}$/u);
  return (
    <>
      {text.slice(0, end)}
      <span className="whitespace-nowrap">
        {text.slice(end)} {first}
      </span>
      {others}
    </>
  );
}

function Chip({ citation, number, id }: { citation: Citation; number: number; id: string }) {
  const { openId, open } = use(CitationsContext);
  return (
    <span data-chip={id}>
      <CitationChip number={number} citation={citation} isCurrent={openId === id} onOpen={() => open(citation, id)} />
    </span>
  );
}

interface DoubtProps {
  readonly support: Exclude<Support, "verified">;
  readonly findings: readonly Finding[];
  /** a mark alone, with its reason where it is pointed at */
  readonly isShort: boolean;
}

function Doubt({ support, findings, isShort }: DoubtProps) {
  const reason = useWords().findings(findings);
  const { t, i18n } = useTranslation();
  const Icon = support === "weak" ? CircleHelp : CircleAlert;
  const face = support === "weak" ? "bg-warn-soft text-warn" : "bg-danger-soft text-danger";
  if (isShort) {
    return (
      <span
        role="note"
        dir={i18n.dir()}
        title={reason === "" ? undefined : reason}
        className={`ml-1.5 inline-flex items-center gap-1 rounded-small px-1.5 align-baseline font-sans text-small whitespace-nowrap ${face}`}
      >
        <Icon size={12} strokeWidth={2} aria-hidden />
        {t(`summary.supports.${support}`)}
        {reason !== "" && <span className="sr-only">: {reason}</span>}
      </span>
    );
  }
  return (
    <span
      role="note"
      dir={i18n.dir()}
      className={`mt-1 flex w-fit items-start gap-1.5 rounded-control px-2 py-1 font-sans text-small ${face}`}
    >
      <Icon size={15} strokeWidth={2} aria-hidden className="mt-px shrink-0" />
      <span>
        <strong className="font-semibold">{t(`summary.supports.${support}`)}</strong>
        {reason !== "" && <span className="text-ink">: {reason}</span>}
      </span>
    </span>
  );
}

function distinct(citations: readonly Citation[]): Citation[] {
  return [...new Map(citations.map((citation) => [citationKey(citation), citation])).values()];
}

/** The same quote has the same number wherever the list cites it. */
export function numberCitations(points: readonly Pick<ShownPoint, "citations">[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { citations } of points) {
    for (const citation of citations) {
      const key = citationKey(citation);
      if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
    }
  }
  return numbers;
}
