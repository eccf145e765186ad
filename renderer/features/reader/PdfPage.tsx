import type { PDFDocumentProxy } from "pdfjs-dist";
import { reasonOf } from "../../../electron/contract/reasons.ts";
import { type RefCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import { useSettled } from "../../lib/useSettled.ts";
import type { Page } from "../../../electron/contract/documents.ts";
import { Lights } from "./Lights.tsx";
import type { WordEdges } from "./runBoxes.ts";
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
  const words = useWords();
  const holder = useRef<HTMLDivElement>(null);
  const [status, setStatus] = useState<"drawing" | "drawn" | "failed">("drawing");
  const [ink, setInk] = useState<WordEdges>();
  // Dragging an edge does not draw every size in between.
  const settledScale = useSettled(scale, 160);

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
          {t("reader.unread", { reason: words.reason(page.reason ?? reasonOf("PAGE_NOT_READ")) })}
        </p>
      )}
    </div>
  );
}

/** A page that is only passed on the way to another is not drawn: waits a moment, in ms, unless it leaves before. */
async function stays(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
  signal.throwIfAborted();
}
