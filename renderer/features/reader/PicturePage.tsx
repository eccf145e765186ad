import { type RefCallback, useState } from "react";
import { reasonOf } from "../../../electron/contract/reasons.ts";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import type { Page } from "../../../electron/contract/documents.ts";
import { Lights } from "./Lights.tsx";
import type { Mark } from "./textPieces.ts";

interface PicturePageProps {
  readonly url: string;
  /** CSS pixels per point */
  readonly scale: number;
  /** its text and boxes, undefined until they are loaded */
  readonly page: Page | undefined;
  readonly marks: readonly Mark[];
  /** called with the first lit box the view is to go to */
  readonly onTarget: RefCallback<HTMLElement>;
}

/** A picture as it was given, with what is lit on it. Fills the box it stands in. */
export function PicturePage({ url, scale, page, marks, onTarget }: PicturePageProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [status, setStatus] = useState<"drawing" | "drawn" | "failed">("drawing");
  return (
    <div className="pdf-page" data-drawn={status}>
      <img
        className="pdf-canvas"
        src={url}
        alt={page?.text ?? ""}
        draggable={false}
        onLoad={() => setStatus("drawn")}
        onError={() => setStatus("failed")}
      />
      <Lights page={page} marks={marks} scale={scale} ink={undefined} onTarget={onTarget} />
      {status === "failed" && <p className="pdf-note">{t("reader.pageNotDrawn")}</p>}
      {page?.status === "unread" && (
        <p className="pdf-note" role="note">
          {t("reader.unread", { reason: words.reason(page.reason ?? reasonOf("PAGE_NOT_READ")) })}
        </p>
      )}
    </div>
  );
}
