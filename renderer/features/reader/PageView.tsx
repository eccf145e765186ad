import { type Ref, useCallback, useId, useImperativeHandle, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Document, PlacedMarkup } from "../../../electron/contract/documents.ts";
import { originalUrl } from "../../lib/files.ts";
import { FindBar } from "./FindBar.tsx";
import { type Goal, type Original, PageList, type PageListHandle } from "./PageList.tsx";
import { MarkupList } from "./MarkupList.tsx";
import { PageToolbar } from "./PageToolbar.tsx";
import { PasswordForm } from "./PasswordForm.tsx";
import { useMarkup, usePageSizes, usePages } from "./pageQueries.ts";
import type { Mark } from "./textPieces.ts";
import { useFindState } from "./useFindState.ts";
import { usePdf } from "./usePdf.ts";
import { useRemembered } from "../../lib/remembered.ts";
import { type Zoom, stepZoom, zoomSchema } from "./zoom.ts";
import "./reader.css";

export interface PageViewHandle {
  openFind(): void;
}

interface PageViewProps {
  readonly ref?: Ref<PageViewHandle>;
  readonly document: Document;
  /** the quote to go to and to light; a new object goes there again */
  readonly goal: Goal | null;
  /** further places that are lit with it, such as the rest of a quote on the next page */
  readonly alsoLit?: readonly Goal[];
  /** what the document is called where another one stands beside it */
  readonly name?: string;
  /** password of a protected original, kept by the room as long as it is open */
  readonly password: string | null;
  readonly onPassword: (password: string) => void;
  /** the way back and what closes the view, at the ends of its toolbar */
  readonly leading?: React.ReactNode;
  readonly trailing?: React.ReactNode;
}

/** The pages of a document: drawn where the format has pages, else its text laid out, with search and lit quotes. */
export function PageView({
  ref,
  document,
  goal,
  alsoLit = noGoals,
  name,
  password,
  onPassword,
  leading,
  trailing,
}: PageViewProps) {
  const { t } = useTranslation();
  const list = useRef<PageListHandle>(null);
  const findId = useId();
  const sizes = usePageSizes(document.id);
  const isPicture = document.rendered && document.format === "image";
  const isReading = document.status === "reading";
  // Drawn from the first page on; whether it is one is known when it was read.
  const isPdf = (document.rendered && !isPicture) || (isReading && document.format === "pdf");
  const total = isReading ? (sizes.data?.length ?? 0) : document.pages;
  const pdf = usePdf(isPdf ? originalUrl(document.id) : null, password);
  const [range, setRange] = useState<[number, number]>([1, 1]);
  const pageOf = usePages(document.id, total, ...range);
  const [current, setCurrent] = useState(1);
  const [zoom, setZoom] = useRemembered<Zoom>("reader.zoom", zoomSchema, "fit");
  const [finding, setFinding] = useState(false);
  const find = useFindState(document.id, finding);
  const markup = useMarkup(document).data ?? noMarkup;
  const [place, setPlace] = useState<Goal | null>(null);
  const [isListing, setListing] = useState(false);
  const lit = useMemo(() => (place ? [...alsoLit, place] : alsoLit), [alsoLit, place]);
  const latest = useLatest(useLatest(goal, find.hit), place);
  const marks = useMarks(goal, lit, find.hits, find.hit, latest);

  const openFind = () => {
    setFinding(true);
    requestAnimationFrame(() => {
      const input = globalThis.document.getElementById(findId);
      if (input instanceof HTMLInputElement) input.select();
    });
  };
  useImperativeHandle(ref, () => ({ openFind }));
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);
  const step = (direction: 1 | -1) => setZoom(stepZoom(list.current?.shownZoom() ?? 1, direction));

  const original: Original | null = isPicture
    ? { kind: "picture", url: originalUrl(document.id) }
    : isPdf && pdf.kind === "open"
      ? { kind: "pdf", pdf: pdf.pdf }
      : null;
  const isOpening = isPdf && pdf.kind === "opening";
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageToolbar
        page={current}
        label={pageOf(current)?.label ?? null}
        confidence={pageOf(current)?.confidence ?? null}
        total={total}
        zoom={zoom}
        isDrawn={isPdf || isPicture}
        isFinding={finding}
        onPage={(page) => {
          list.current?.goToPage(page);
          list.current?.focus();
        }}
        onZoom={setZoom}
        onStep={step}
        onFind={() => (finding ? setFinding(false) : openFind())}
        isListing={markup.length > 0 ? isListing : null}
        onMarkup={() => {
          setListing(!isListing);
          setPlace(null);
        }}
        leading={leading}
        trailing={trailing}
      />
      {finding && (
        <FindBar
          inputId={findId}
          find={find}
          onClose={() => {
            setFinding(false);
            list.current?.focus();
          }}
        />
      )}
      {isListing && markup.length > 0 && (
        <MarkupList markup={markup} onGo={({ page, start, end }) => setPlace({ page, start, end })} />
      )}
      {isPdf && pdf.kind === "locked" && (
        <div className="border-line border-b px-4 py-3">
          <PasswordForm label={t("reader.lockedPages")} isWrong={pdf.wrong} isBusy={false} onPassword={onPassword} />
        </div>
      )}
      {isPdf && pdf.kind === "failed" && (
        <p role="status" className="border-line border-b bg-warn-soft px-4 py-2 text-small">
          {t("reader.notDrawn")}
        </p>
      )}
      <div className="relative min-h-0 flex-1">
        {sizes.data && !isOpening && (
          <PageList
            key={original ? "drawn" : "text"}
            ref={list}
            label={t("reader.pagesOf", { title: name ?? document.title })}
            name={name}
            sizes={sizes.data}
            original={original}
            zoom={zoom}
            pageOf={pageOf}
            marksOf={(number) => marks.get(number) ?? none}
            goal={latest}
            onRange={onRange}
            onCurrent={setCurrent}
          />
        )}
        {sizes.isError && <p className="p-4 text-muted">{t("reader.noPages")}</p>}
      </div>
    </div>
  );
}

const none: readonly Mark[] = [];
const noGoals: readonly Goal[] = [];
const noMarkup: readonly PlacedMarkup[] = [];

/** What is lit on each page: the quote, the hits, and among them the `place` the view goes to. */
function useMarks(
  goal: Goal | null,
  alsoLit: readonly Goal[],
  hits: readonly Goal[],
  hit: Goal | null,
  latest: Goal | null,
): ReadonlyMap<number, readonly Mark[]> {
  return useMemo(() => {
    const marks = new Map<number, Mark[]>();
    const add = (page: number, mark: Mark) => {
      const list = marks.get(page);
      if (list) list.push(mark);
      else marks.set(page, [mark]);
    };
    if (goal) add(goal.page, { start: goal.start, end: goal.end, kind: "quote", target: goal === latest });
    for (const { start, end } of goal?.words ?? []) add(goal?.page ?? 0, { start, end, kind: "words", target: false });
    for (const one of alsoLit) add(one.page, { start: one.start, end: one.end, kind: "quote", target: one === latest });
    for (const { page, start, end } of hits) {
      if (hit?.page !== page || hit.start !== start) add(page, { start, end, kind: "hit", target: false });
    }
    if (hit) add(hit.page, { start: hit.start, end: hit.end, kind: "currentHit", target: hit === latest });
    return marks;
  }, [goal, alsoLit, hits, hit, latest]);
}

/** The one of two goals that was set last; taking one away goes nowhere. */
function useLatest(a: Goal | null, b: Goal | null): Goal | null {
  const [seen, setSeen] = useState({ a, b, latest: a ?? b });
  if (seen.a === a && seen.b === b) return seen.latest;
  const latest = (seen.b === b ? a : b) ?? seen.latest;
  setSeen({ a, b, latest });
  return latest;
}
