import type { PDFDocumentProxy } from "pdfjs-dist";
import { type RefCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Page } from "../../../electron/contract/documents.ts";
import { type WordEdges, rangeBoxes } from "./runBoxes.ts";
import type { Mark } from "./textPieces.ts";
import { wordInkOf } from "./wordInk.ts";

interface PdfPageProps {
  readonly pdf: PDFDocumentProxy;
  readonly number: number;
  /** CSS pixels per PDF point */
  readonly scale: number;
  /** its text and boxes, undefined until they are loaded */
  readonly page: Page | undefined;
  readonly marks: readonly Mark[];
  /** called with the first lit box the view is to go to */
  readonly onTarget: RefCallback<HTMLElement>;
}

/** One drawn page: its picture, its selectable text and what is lit on it. Fills the box it stands in. */
export function PdfPage({ pdf, number, scale, page, marks, onTarget }: PdfPageProps) {
  const { t } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const [status, setStatus] = useState<"drawing" | "drawn" | "failed">("drawing");
  const [ink, setInk] = useState<WordEdges>();
  const settledScale = useSettled(scale);

  useEffect(() => {
    const leaving = new AbortController();
    const canvas = document.createElement("canvas");
    const textLayer = document.createElement("div");
    canvas.className = "pdf-canvas";
    textLayer.className = "pdf-text";
    canvas.setAttribute("aria-hidden", "true");
    const draw = async () => {
      const { renderPage } = await import("./renderPage.ts");
      await stays(leaving.signal);
      return renderPage(pdf, number, settledScale, { canvas, textLayer }, leaving.signal);
    };
    draw().then(
      (drawn) => {
        // the picture at the former size stays, stretched, until the new one is there
        if (!drawn) return;
        holder.current?.replaceChildren(canvas, textLayer);
        const shown = holder.current?.clientWidth ?? 0;
        setInk(() => (shown > 0 ? wordInkOf(canvas, (canvas.width / shown) * settledScale) : undefined));
        setStatus("drawn");
      },
      () => {
        if (!leaving.signal.aborted) setStatus("failed");
      },
    );
    return () => leaving.abort();
  }, [pdf, number, settledScale]);

  return (
    <div className="pdf-page" style={{ "--total-scale-factor": scale } as React.CSSProperties} data-drawn={status}>
      <div ref={holder} className="pdf-layers" />
      <Lights page={page} marks={marks} scale={scale} ink={ink} onTarget={onTarget} />
      {status === "failed" && <p className="pdf-note">{t("reader.pageNotDrawn")}</p>}
      {page?.status === "unread" && (
        <p className="pdf-note" role="note">
          {t("reader.unread", { reason: page.reason ?? t("reader.unreadNoReason") })}
        </p>
      )}
    </div>
  );
}

interface LightsProps extends Pick<PdfPageProps, "page" | "marks" | "scale" | "onTarget"> {
  /** where the words of a line stand, once the page is drawn */
  readonly ink: WordEdges | undefined;
}

function Lights({ page, marks, scale, ink, onTarget }: LightsProps) {
  const lit = useMemo(() => {
    if (!page) return [];
    return marks.map((mark) => ({ mark, boxes: rangeBoxes(page, mark.start, mark.end, measureText, ink) }));
  }, [page, marks, ink]);
  return (
    <div className="pdf-lights" aria-hidden="true">
      {lit.map(({ mark, boxes }) =>
        boxes.map((box, index) => (
          <div
            key={`${mark.kind}-${mark.start}-${index}`}
            ref={index === 0 && mark.target ? onTarget : null}
            className="pdf-light"
            data-kind={mark.kind}
            style={{
              left: box.x * scale,
              top: box.y * scale,
              width: box.width * scale,
              height: box.height * scale,
            }}
          />
        )),
      )}
    </div>
  );
}

let measuring: CanvasRenderingContext2D | null = null;

/** Width in a common text face: the real one differs, but its letters differ from each other in much the same way. */
function measureText(text: string): number {
  measuring ??= document.createElement("canvas").getContext("2d");
  if (!measuring) return text.length;
  measuring.font = "100px 'Times New Roman', 'Liberation Serif', serif";
  return measuring.measureText(text).width;
}

/** A page that is only passed on the way to another is not drawn: waits a moment, in ms, unless it leaves before. */
async function stays(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
  signal.throwIfAborted();
}

/** The value once it has stood still for a moment, so that dragging an edge does not draw every size in between. */
function useSettled(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === settled) return undefined;
    const timer = setTimeout(() => setSettled(value), 160);
    return () => clearTimeout(timer);
  }, [value, settled]);
  return settled;
}
