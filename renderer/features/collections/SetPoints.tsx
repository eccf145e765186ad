import { useTranslation } from "react-i18next";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Point } from "../../../electron/contract/summaries.ts";
import { openDocument } from "../../lib/route.ts";
import { CitationChip } from "../../ui/CitationChip.tsx";

interface SetPointsProps {
  readonly points: readonly Point[];
  readonly label: string;
  /** name of a document, where points of several stand together */
  readonly nameOf?: (documentId: string) => string | undefined;
}

/** Sentences of several documents: each says which file it is of, its chip opens the page with the quote lit. */
export function SetPoints({ points, label, nameOf }: SetPointsProps) {
  const { t } = useTranslation();
  const open = ({ documentId, page, start, end }: Citation) => openDocument(documentId, { page, start, end });
  const firsts = points.map((_, index) =>
    points.slice(0, index).reduce((sum, { citations }) => sum + citations.length, 1),
  );
  return (
    <ul aria-label={label} className="flex flex-col gap-2.5">
      {points.map((point, index) => {
        const [first] = point.citations;
        const name = first ? nameOf?.(first.documentId) : undefined;
        return (
          <li
            key={point.id}
            dir="auto"
            className="relative pl-4 font-serif text-read before:absolute before:top-[0.72em] before:left-0 before:size-1.5 before:rounded-full before:bg-edge rtl:pr-4 rtl:pl-0 rtl:before:right-0"
          >
            {point.text}{" "}
            {point.citations.map((citation, at) => (
              <CitationChip
                key={`${citation.documentId} ${citation.page} ${citation.start}`}
                number={(firsts[index] ?? 1) + at}
                citation={citation}
                documentTitle={nameOf?.(citation.documentId)}
                onOpen={open}
              />
            ))}
            {name && first ? (
              <span className="mt-0.5 flex gap-1.5 font-sans text-small text-muted">
                <span className="truncate">{name}</span>
                <span className="shrink-0">· {t("citation.page", { page: first.page }).toLowerCase()}</span>
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
