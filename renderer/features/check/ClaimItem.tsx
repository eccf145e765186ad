import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { CheckedClaim } from "../../../electron/contract/check.ts";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Span } from "../../../electron/contract/findings.ts";
import { useWords } from "../../i18n/useWords.ts";
import { CitationChip } from "../../ui/CitationChip.tsx";
import { claimSpans, quoteLine, quoteSpans, wordsOnPage } from "../../ui/litPieces.ts";
import { LitText } from "../../ui/LitText.tsx";
import { SupportMark } from "../../ui/SupportMark.tsx";
import type { DeskClaim } from "./checkDesk.ts";
import { type Place, placeKey, placesAgainst } from "./claimRows.ts";

interface ClaimItemProps {
  readonly index: number;
  readonly claim: DeskClaim;
  readonly numbers: ReadonlyMap<string, number>;
  /** key of the quote that the pages show, where it is one of this sentence */
  readonly openPlace: string | null;
  titleOf(documentId: string): string;
  /** @param words those of the page that the sentence was held against */
  onOpen(index: number, citation: Citation, words: readonly Span[]): void;
}

/** A sentence with its mark and its quotes; what contradicts it stands beside it. */
export const ClaimItem = memo(function ClaimItem(props: ClaimItemProps) {
  const { index, claim, openPlace } = props;
  const { t } = useTranslation();
  const { checked } = claim;
  return (
    <li
      data-sentence={index}
      tabIndex={-1}
      aria-current={openPlace === null ? undefined : "true"}
      className={`@container rounded-control border px-3 py-2.5 -outline-offset-2 ${openPlace === null ? "border-transparent" : "border-accent bg-surface"}`}
    >
      {checked ? (
        <Checked {...props} checked={checked} />
      ) : (
        <>
          <p dir="auto" className="font-serif text-read text-muted">
            {claim.text}
          </p>
          <p className="mt-0.5 text-small text-faint">{t("check.pending")}</p>
        </>
      )}
    </li>
  );
});

function Checked({ checked, ...props }: ClaimItemProps & { checked: CheckedClaim }) {
  const { t } = useTranslation();
  const words = useWords();
  const { support, by, findings } = checked;
  const { own, others } = placesAgainst(checked);
  // that nothing is cited is said where the quotes would stand
  const reason = words.findings(findings.filter(({ code }) => code !== "NO_CITATION"));
  const said = (
    <p dir="auto" className="font-serif text-read wrap-anywhere">
      <LitText text={checked.claim} spans={claimSpans(findings)} />{" "}
      {own ? null : <Chips {...props} checked={checked} />}
    </p>
  );
  return (
    <>
      <p className="mb-1 flex flex-wrap items-baseline gap-x-2 gap-y-1 text-small">
        <SupportMark support={support} by={by} />
        {reason === "" ? null : <span className="min-w-0 text-muted">{reason}</span>}
      </p>
      {own ? <Beside {...props} said={said} place={own} /> : said}
      {support === "unsupported" && checked.citations.length === 0 ? (
        <p className="mt-1 text-small text-muted">{t("check.noQuote")}</p>
      ) : null}
      {others.map((place, number) => (
        <section key={number} aria-label={t("check.elsewhere")} className="mt-2.5">
          <p className="mb-1 text-small text-muted">
            <strong className="font-semibold text-danger">{t("check.elsewhere")}</strong>{" "}
            {words.findings(place.findings)}
          </p>
          <Beside
            {...props}
            said={
              <p dir="auto" className="font-serif text-read wrap-anywhere">
                <LitText text={checked.claim} spans={claimSpans(place.findings)} />
              </p>
            }
            place={place}
          />
        </section>
      ))}
    </>
  );
}

/** The sentence and what the document says in its place, side by side where there is room, with the words lit that differ. */
function Beside({
  said,
  place: { findings, citations },
  ...props
}: ClaimItemProps & { said: React.ReactNode; place: Place }) {
  const { t } = useTranslation();
  const { index, openPlace, titleOf, onOpen } = props;
  const isHeld = (at: number) => findings.some(({ other }) => other?.quote === at);
  const held = citations.map((citation, at) => ({ citation, at })).filter(({ at }) => isHeld(at));
  const shown = held.length > 0 ? held : citations.map((citation, at) => ({ citation, at }));
  return (
    <div className="grid gap-2.5 @md:grid-cols-2">
      <div>
        <p className="mb-0.5 text-small text-muted">{t("check.textSays")}</p>
        {said}
      </div>
      <div className="flex flex-col gap-2">
        {shown.map(({ citation, at }) => {
          const key = placeKey(citation);
          const lit = quoteSpans(findings, at);
          return (
            <button
              key={key}
              type="button"
              aria-current={openPlace === key ? "true" : undefined}
              onClick={() => onOpen(index, citation, wordsOnPage(citation, lit))}
              className="flex flex-col rounded-control bg-sunken px-2.5 pt-1 pb-1.5 text-left transition-colors hover:bg-hover aria-[current]:ring-1 aria-[current]:ring-accent"
            >
              <span className="mb-0.5 max-w-full truncate text-small text-muted">
                {t("check.documentSays", { title: titleOf(citation.documentId), page: citation.page })}
              </span>
              <span dir="auto" className="font-serif text-read wrap-anywhere">
                <LitText text={quoteLine(citation.quote)} spans={lit} />
              </span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

function Chips({ index, checked, numbers, openPlace, titleOf, onOpen }: ClaimItemProps & { checked: CheckedClaim }) {
  return (
    <span className="whitespace-nowrap">
      {checked.citations.map((citation, at) => {
        const key = placeKey(citation);
        const lit = quoteSpans(checked.findings, at);
        return (
          <CitationChip
            key={key}
            number={numbers.get(key) ?? 0}
            citation={citation}
            documentTitle={titleOf(citation.documentId)}
            lit={lit}
            isCurrent={openPlace === key}
            onOpen={() => onOpen(index, citation, wordsOnPage(citation, lit))}
          />
        );
      })}
    </span>
  );
}
