import { useTranslation } from "react-i18next";
import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import type { Citation } from "../../electron/contract/documents.ts";
import { LitText } from "./LitText.tsx";
import { type LitSpan, quoteLine } from "./litPieces.ts";

export interface CitationChipProps {
  /** the number shown, from 1 */
  readonly number: number;
  readonly citation: Citation;
  /** title of the document, where the place alone does not tell it */
  readonly documentTitle?: string | undefined;
  /** words of the quote that a sentence was held against, as ranges of it on one line */
  readonly lit?: readonly LitSpan[];
  /** the quote is lit in the pages beside it */
  readonly isCurrent?: boolean;
  /** Opens the page with the quote lit. */
  onOpen(citation: Citation): void;
}

/** A small number in a text that stands for a quote: pointing at it or focusing it shows the quote, pressing opens its page. */
export function CitationChip({ number, citation, documentTitle, lit = [], isCurrent, onOpen }: CitationChipProps) {
  const { t } = useTranslation();
  const isLost = citation.lost === true;
  return (
    <TooltipTrigger delay={200} closeDelay={80}>
      <Button
        aria-label={
          isLost
            ? t("citation.labelLost", { number })
            : documentTitle
              ? t("citation.labelIn", { number, title: documentTitle, page: citation.page })
              : t("citation.label", { number, page: citation.page })
        }
        {...(isCurrent ? { "aria-current": "true" as const } : {})}
        {...(isLost ? { "data-lost": true } : {})}
        onPress={() => onOpen(citation)}
        className="mx-0.5 inline-flex h-[1.35em] min-w-[1.35em] -translate-y-[0.1em] items-center justify-center rounded-small bg-accent-soft px-1 align-baseline font-sans text-small leading-none font-medium text-accent-strong tabular-nums transition-colors aria-[current]:bg-accent aria-[current]:text-on-accent data-hovered:bg-accent data-hovered:text-on-accent data-lost:line-through"
      >
        {number}
      </Button>
      <Tooltip
        placement="top"
        offset={6}
        className="fades-in w-max max-w-[min(24rem,90vw)] rounded-card border border-line bg-surface px-4 py-3 shadow-float"
      >
        <span className="line-clamp-[12] font-serif text-lead leading-normal text-ink" dir="auto">
          <LitText text={quoteLine(citation.quote)} spans={lit} />
        </span>
        <span className="mt-2 flex gap-2 text-small text-muted">
          {documentTitle ? <span className="truncate">{documentTitle}</span> : null}
          <span className="shrink-0">{isLost ? t("citation.lost") : t("citation.page", { page: citation.page })}</span>
        </span>
      </Tooltip>
    </TooltipTrigger>
  );
}
