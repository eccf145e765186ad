import { type RefCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Page } from "../../../electron/contract/documents.ts";
import { type WordEdges, rangeBoxes } from "./runBoxes.ts";
import { type Mark, withDoubtful } from "./textPieces.ts";

interface LightsProps {
  /** its text and boxes, undefined until they are loaded */
  readonly page: Page | undefined;
  readonly marks: readonly Mark[];
  /** CSS pixels per point */
  readonly scale: number;
  /** called with the first lit box the view is to go to */
  readonly onTarget: RefCallback<HTMLElement>;
  /** where the words of a line stand, once the page is drawn */
  readonly ink: WordEdges | undefined;
}

/** What is lit on a page that is shown as it is. */
export function Lights({ page, marks, scale, ink, onTarget }: LightsProps) {
  const { t } = useTranslation();
  const lit = useMemo(() => {
    if (!page) return [];
    return withDoubtful(page, marks, t("reader.hardToRead")).map((mark) => ({
      mark,
      boxes: rangeBoxes(page, mark.start, mark.end, measureText, ink),
    }));
  }, [page, marks, ink, t]);
  return (
    <div className="pdf-lights" aria-hidden="true">
      {lit.map(({ mark, boxes }) =>
        boxes.map((box, index) => (
          <div
            key={`${mark.kind}-${mark.start}-${index}`}
            ref={index === 0 && mark.target ? onTarget : null}
            className="pdf-light"
            data-kind={mark.kind}
            title={mark.note}
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
