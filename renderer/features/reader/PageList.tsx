import { useVirtualizer } from "@tanstack/react-virtual";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { type Ref, useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import { useWords } from "../../i18n/useWords.ts";
import type { Page } from "../../../electron/contract/documents.ts";
import type { Span } from "../../../electron/contract/findings.ts";
import type { PageLabel } from "../../../electron/contract/pageLabels.ts";
import { PdfPage } from "./PdfPage.tsx";
import { PicturePage } from "./PicturePage.tsx";
import { TextPage } from "./TextPage.tsx";
import type { Mark } from "./textPieces.ts";
import { useElementSize } from "../../lib/useElementSize.ts";
import { type Zoom, pageScale, pixelsPerPoint } from "./zoom.ts";

export interface PageSize {
  readonly number: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly characters: number;
}

/** The stretch of text the view is to go to; a new object each time, so that the same place can be asked for again. */
export interface Goal {
  readonly page: number;
  readonly start: number;
  readonly end: number;
  /** words within it that are lit among the others, as ranges of the page's text */
  readonly words?: readonly Span[] | undefined;
}

export interface PageListHandle {
  goToPage(page: number): void;
  /** zoom as shown at the current page, 1 is the size on paper */
  shownZoom(): number;
  focus(): void;
}

/** A PDF to be drawn, or a picture that the browser shows by itself. */
export type Original =
  | { readonly kind: "pdf"; readonly pdf: PDFDocumentProxy }
  | { readonly kind: "picture"; readonly url: string };

interface PageListProps {
  readonly ref?: Ref<PageListHandle>;
  readonly label: string;
  /** names the document in the names of its pages, where another one's pages stand beside them */
  readonly name?: string | undefined;
  readonly sizes: readonly PageSize[];
  /** what is shown as it is; null lays out the text */
  readonly original: Original | null;
  readonly zoom: Zoom;
  readonly pageOf: (number: number) => Page | undefined;
  readonly marksOf: (number: number) => readonly Mark[];
  readonly goal: Goal | null;
  readonly onRange: (first: number, last: number) => void;
  readonly onCurrent: (page: number) => void;
}

/** CSS pixels between pages and around them */
const gap = 16;
/** CSS pixels for a page's text before it is measured: a line of 80 characters takes 28 */
const estimateText = (characters: number) => 96 + Math.ceil(characters / 80) * 28;
/** A page without a size of its own gets the one of A4, in points. */
const paper = { width: 595, height: 842 };

/** All pages in one scrolling column, of which only those in view exist. */
export function PageList({
  ref,
  label,
  name,
  sizes,
  original,
  zoom,
  pageOf,
  marksOf,
  goal,
  onRange,
  onCurrent,
}: PageListProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const scroller = useRef<HTMLDivElement>(null);
  const view = useElementSize(scroller);
  const textScale = zoom === "fit" ? 1 : zoom;
  const room = Math.max(0, view.width - 2 * gap);

  const boxes = useMemo(
    () =>
      sizes.map((size) => {
        const width = size.width ?? paper.width;
        const scale = pageScale(zoom, width, room);
        return { scale, width: width * scale, height: (size.height ?? paper.height) * scale };
      }),
    [sizes, zoom, room],
  );
  const widest = useMemo(() => boxes.reduce((most, box) => Math.max(most, box.width), 0), [boxes]);

  const virtualizer = useVirtualizer({
    count: sizes.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) =>
      original ? (boxes[index]?.height ?? 0) : estimateText(sizes[index]?.characters ?? 0) * textScale,
    gap,
    paddingStart: gap,
    paddingEnd: gap,
    overscan: 1,
    getItemKey: (index) => index + 1,
  });
  const items = virtualizer.getVirtualItems();

  useAnchoredResize(scroller, virtualizer, original ? boxes : textScale);
  const onTarget = useGoal(scroller, virtualizer, goal, view.height > 0 && sizes.length > 0);

  const firstShown = (items[0]?.index ?? 0) + 1;
  const lastShown = (items.at(-1)?.index ?? 0) + 1;
  useLayoutEffect(() => {
    if (sizes.length > 0) onRange(firstShown, lastShown);
  }, [firstShown, lastShown, sizes.length, onRange]);

  // the page at a third of the height is the one being read
  const reading = (virtualizer.scrollOffset ?? 0) + view.height / 3;
  const current = (items.findLast((item) => item.start <= reading) ?? items[0])?.index ?? 0;
  useLayoutEffect(() => {
    if (sizes.length > 0) onCurrent(current + 1);
  }, [current, sizes.length, onCurrent]);

  useImperativeHandle(ref, () => ({
    goToPage(page) {
      virtualizer.scrollToIndex(page - 1, { align: "start" });
    },
    shownZoom: () => (zoom === "fit" ? (original ? (boxes[current]?.scale ?? 1) / pixelsPerPoint : 1) : zoom),
    focus: () => scroller.current?.focus({ preventScroll: true }),
  }));

  return (
    <div
      ref={scroller}
      className="page-list"
      tabIndex={0}
      role="region"
      aria-label={label}
      data-kind={original ? "pdf" : "text"}
    >
      <div
        className="page-list-all"
        style={{ height: virtualizer.getTotalSize(), ...(original ? { minWidth: widest + 2 * gap } : {}) }}
      >
        {items.map((item) => {
          const number = item.index + 1;
          const page = pageOf(number);
          const box = boxes[item.index];
          return (
            <section
              key={item.key}
              className="page-sheet"
              aria-label={formats.list([
                t("reader.pageNumber", { page: number }),
                ...(name === undefined ? [] : [name]),
              ])}
              data-index={item.index}
              ref={original ? null : virtualizer.measureElement}
              style={{
                transform: `translateY(${item.start}px)`,
                ...(original && box
                  ? {
                      width: box.width,
                      height: box.height,
                      insetInlineStart: `max(${gap}px, calc(50% - ${box.width / 2}px))`,
                    }
                  : {}),
                ...(original ? {} : { fontSize: `${textScale}em`, minHeight: page ? undefined : item.size }),
              }}
            >
              {original?.kind === "picture" && box && (
                <PicturePage
                  url={original.url}
                  scale={box.scale}
                  page={page}
                  marks={marksOf(number)}
                  onTarget={onTarget}
                />
              )}
              {original?.kind === "pdf" && box && (
                <PdfPage
                  pdf={original.pdf}
                  number={number}
                  scale={box.scale}
                  page={page}
                  marks={marksOf(number)}
                  onTarget={onTarget}
                />
              )}
              {!original && sizes.length > 1 && <PageMark number={number} label={page?.label ?? null} />}
              {!original && page && <TextPage page={page} marks={marksOf(number)} onTarget={onTarget} />}
            </section>
          );
        })}
      </div>
    </div>
  );
}

function PageMark({ number, label }: { number: number; label: PageLabel | null }) {
  const words = useWords();
  return (
    <div className="text-page-mark">
      <p>{label ? words.label(label) : words.t("reader.pageNumber", { page: number })}</p>
    </div>
  );
}

type List = ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>;

/** Keeps the place being read where it is when all sizes change at once (zoom, a dragged edge). */
function useAnchoredResize(scroller: React.RefObject<HTMLDivElement | null>, list: List, sizing: unknown): void {
  const anchor = useRef<{ index: number; fraction: number } | null>(null);
  const last = useRef(sizing);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (last.current !== sizing) {
      last.current = sizing;
      list.measure();
      const kept = anchor.current;
      if (kept) {
        const item = list.getOffsetForIndex(kept.index, "start");
        const size = list.measurementsCache[kept.index]?.size ?? 0;
        if (item) element.scrollTo({ top: item[0] + kept.fraction * size });
      }
      return;
    }
    const offset = element.scrollTop;
    const item = list.getVirtualItems().findLast(({ start }) => start <= offset);
    anchor.current = item ? { index: item.index, fraction: (offset - item.start) / Math.max(1, item.size) } : null;
  });
}

/**
 * Goes to the goal: first to its page, then, once the lit words exist, so that they stand at a third of the height.
 * The place is corrected while pages above it are still being measured, and left alone once the reader scrolls.
 */
function useGoal(
  scroller: React.RefObject<HTMLDivElement | null>,
  list: List,
  goal: Goal | null,
  isLaidOut: boolean,
): (element: HTMLElement | null) => void {
  const reached = useRef<Goal | null>(null);
  const asked = useRef<Goal | null>(null);
  useLayoutEffect(() => {
    if (!goal || !isLaidOut || asked.current === goal) return;
    asked.current = goal;
    const isShown = list.getVirtualItems().some(({ index }) => index === goal.page - 1);
    if (!isShown) list.scrollToIndex(goal.page - 1, { align: "start" });
  });
  return useCallback(
    (element) => {
      if (!element || !goal || reached.current === goal) return;
      reached.current = goal;
      const scroll = scroller.current;
      if (!scroll) return;
      let corrections = 12;
      let placed = -1;
      const place = () => {
        if (!element.isConnected || (placed >= 0 && Math.abs(scroll.scrollTop - placed) > 400)) return;
        const box = element.getBoundingClientRect();
        const frame = scroll.getBoundingClientRect();
        const off = box.top - frame.top - frame.height / 3;
        const sideways = box.left < frame.left || box.right > frame.right;
        if (Math.abs(off) > 2) scroll.scrollBy({ top: off });
        if (sideways) scroll.scrollBy({ left: box.left - frame.left - 40 });
        placed = scroll.scrollTop;
        corrections -= 1;
        if (corrections > 0) requestAnimationFrame(place);
      };
      place();
    },
    [goal, scroller],
  );
}
