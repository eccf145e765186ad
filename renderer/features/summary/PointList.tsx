import { CircleAlert, CircleHelp } from "lucide-react";
import { createContext, memo, use } from "react";
import { useTranslation } from "react-i18next";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Support } from "../../../electron/contract/summaries.ts";
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
  readonly reason: string | null;
}

interface PointListProps {
  /** names the list among the others; stays the same while it grows */
  readonly place: string;
  readonly points: readonly ShownPoint[];
  readonly label?: string;
}

/** Sentences with their citations. Numbers count from 1 in each list, so that none changes when another list grows. */
export const PointList = memo(function PointList({ place, points, label }: PointListProps) {
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
          <Cited
            text={point.text}
            chips={distinct(point.citations).map((citation) => (
              <Chip
                key={citationKey(citation)}
                citation={citation}
                number={numbers.get(citationKey(citation)) ?? 0}
                id={`${place}.${index} ${citationKey(citation)}`}
              />
            ))}
          />
          {point.support !== "verified" && <Doubt support={point.support} reason={point.reason} />}
        </li>
      ))}
    </ul>
  );
});

/** The first chip stays on the line of the last word, or of its end: alone on a line it would seem to belong to nothing. */
function Cited({ text, chips: [first, ...others] }: { text: string; chips: readonly React.ReactNode[] }) {
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

function Doubt({ support, reason }: { support: "weak" | "unsupported"; reason: string | null }) {
  const { t, i18n } = useTranslation();
  const Icon = support === "weak" ? CircleHelp : CircleAlert;
  const face = support === "weak" ? "bg-warn-soft text-warn" : "bg-danger-soft text-danger";
  return (
    <span
      role="note"
      dir={i18n.dir()}
      className={`mt-1 flex w-fit items-start gap-1.5 rounded-control px-2 py-1 font-sans text-small ${face}`}
    >
      <Icon size={15} strokeWidth={2} aria-hidden className="mt-px shrink-0" />
      <span>
        <strong className="font-semibold">{t(`summary.${support}`)}</strong>
        {reason !== null && <span className="text-ink">: {reason}</span>}
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
