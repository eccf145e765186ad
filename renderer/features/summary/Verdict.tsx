import { useTranslation } from "react-i18next";
import { Button, Dialog, DialogTrigger } from "react-aria-components";
import type { Citation } from "../../../electron/contract/documents.ts";
import { type Finding, severityOf, type Span } from "../../../electron/contract/findings.ts";
import type { Support, Witness } from "../../../electron/contract/summaries.ts";
import { useWords } from "../../i18n/useWords.ts";
import { LitText } from "../../ui/LitText.tsx";
import { claimSpans, excerptOf, quoteLine, quoteSpans, wordsOnPage } from "../../ui/litPieces.ts";
import { Popover } from "../../ui/Popover.tsx";
import { supportFaces } from "../../ui/SupportMark.tsx";

export interface JudgedPoint {
  /** absent where it is no point of a summary, so that it cannot be corrected */
  readonly id?: string | undefined;
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly support: Support;
  /** absent where nothing was judged, as of sentences that code chose */
  readonly by?: Witness | null;
  readonly findings: readonly Finding[];
  readonly quoted?: boolean;
  readonly corrected?: boolean | undefined;
}

interface VerdictProps {
  readonly point: JudgedPoint;
  /** Opens a quote with these words of its page lit. */
  readonly onOpen: (citation: Citation, words: readonly Span[]) => void;
  /** a mark alone, which says why when it is pressed */
  readonly isShort: boolean;
  /** who says it; the summary where it is left out */
  readonly said?: string;
}

/** The verdict on a sentence, behind it: a quiet sign where its quotes alone verify it, else a mark with its reasons. */
export function Verdict({ point, onOpen, isShort, said }: VerdictProps) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const label = useVerdictWord()(point);
  const { support, findings, by, quoted = false } = point;
  const { icon: Icon, face } = supportFaces[support];
  const reason = words.findings(findings);
  const isByWitness = by === "vectors" || by === "model";
  if (support === "verified" && !isByWitness && findings.length === 0) {
    // A quoted sentence says so, and one that code chose is the document's own.
    if (quoted || by === undefined) return null;
    return (
      <span
        role="img"
        aria-label={label}
        title={t("summary.verdicts.verifiedHint")}
        className="ml-1.5 inline-flex text-good"
      >
        <Icon size={13} strokeWidth={2} aria-hidden className="translate-y-[0.1em]" />
      </span>
    );
  }
  if (isShort || support === "verified") {
    return (
      <span role="note" data-support={support} dir={i18n.dir()} className="ml-1.5 font-sans whitespace-nowrap">
        <DialogTrigger>
          <Button
            className={`inline-flex items-center gap-1 rounded-small px-1.5 align-baseline text-small ${
              support === "verified"
                ? "bg-transparent text-muted data-hovered:bg-hover"
                : `${face} data-hovered:underline`
            }`}
          >
            <Icon size={12} strokeWidth={2} aria-hidden />
            {label}
          </Button>
          <Popover placement="bottom start" className="max-w-[min(34rem,92vw)]">
            <Dialog aria-label={label} className="px-4 py-3 font-sans text-body whitespace-normal outline-none">
              {({ close }) => (
                <>
                  <p className="flex items-center gap-1.5 font-semibold">
                    <Icon size={15} strokeWidth={2} aria-hidden className="shrink-0" />
                    {label}
                  </p>
                  <p className="mt-1 text-small text-pretty text-muted">{t(`summary.verdicts.meaning.${support}`)}</p>
                  {reason !== "" && <p className="mt-2 text-pretty">{reason}</p>}
                  <Sides
                    point={point}
                    said={said}
                    onOpen={(citation, words) => {
                      close();
                      onOpen(citation, words);
                    }}
                  />
                </>
              )}
            </Dialog>
          </Popover>
        </DialogTrigger>
        {reason !== "" && <span className="sr-only">: {reason}</span>}
      </span>
    );
  }
  return (
    <div
      role="note"
      data-support={support}
      dir={i18n.dir()}
      title={t(`summary.verdicts.meaning.${support}`)}
      className={`mt-1 w-fit rounded-control px-2 py-1 font-sans text-small ${face}`}
    >
      <div className="flex items-start gap-1.5">
        <Icon size={15} strokeWidth={2} aria-hidden className="mt-px shrink-0" />
        <span>
          <strong className="font-semibold">{label}</strong>
          {reason !== "" && <span className="text-ink">: {reason}</span>}
        </span>
      </div>
      <Sides point={point} said={said} onOpen={onOpen} />
    </div>
  );
}

/** Where quotes say otherwise: the words of the sentence and those of each such quote, side by side. */
function Sides({
  point: { text, citations, findings },
  said,
  onOpen,
}: Pick<VerdictProps, "point" | "onOpen"> & { readonly said: string | undefined }) {
  const { t } = useTranslation();
  const against = findings.filter(({ code, other }) => severityOf(code) === "contradicts" && other !== undefined);
  const pairs = [...Map.groupBy(against, ({ other }) => other?.quote ?? 0)].flatMap(([quote, own]) => {
    const citation = citations[quote];
    return citation ? [{ quote, own, citation }] : [];
  });
  return pairs.map(({ quote, own, citation }) => {
    const lit = quoteSpans(own, quote);
    return (
      <dl key={quote} className="mt-1.5 mb-0.5 grid grid-cols-[repeat(auto-fit,minmax(min(13rem,100%),1fr))] gap-1.5">
        <Side label={said ?? t("summary.verdicts.said")} excerpt={excerptOf(text, claimSpans(own))} />
        <Side
          label={t("summary.verdicts.quoted", { page: citation.page })}
          excerpt={excerptOf(quoteLine(citation.quote), lit)}
        >
          <Button
            onPress={() => onOpen(citation, wordsOnPage(citation, lit))}
            className="mt-1 rounded-small text-small font-medium text-accent-strong underline decoration-edge underline-offset-2 data-hovered:decoration-current"
          >
            {t("summary.verdicts.show", { page: citation.page })}
          </Button>
        </Side>
      </dl>
    );
  });
}

interface SideProps {
  readonly label: string;
  readonly excerpt: ReturnType<typeof excerptOf>;
  readonly children?: React.ReactNode;
}

function Side({ label, excerpt, children }: SideProps) {
  return (
    <div className="rounded-small border border-line bg-surface px-2.5 py-1.5 text-ink">
      <dt className="text-small text-muted">{label}</dt>
      <dd className="m-0">
        <span dir="auto" className="block font-serif text-lead leading-snug text-pretty wrap-anywhere">
          <LitText {...excerpt} />
        </span>
        {children}
      </dd>
    </div>
  );
}

/** What a verdict is called, with what verified it where its words alone did not. */
export function useVerdictWord(): (point: Pick<JudgedPoint, "support" | "by">) => string {
  const { t } = useTranslation();
  return ({ support, by }) => {
    if (support !== "verified") return t(`summary.supports.${support}`);
    if (by === "model") return t("summary.supports.verifiedByModel");
    return by === "vectors" ? t("summary.supports.verifiedByVectors") : t("summary.supports.verified");
  };
}
