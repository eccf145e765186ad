import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import { useWords } from "../../i18n/useWords.ts";
import type { Coverage } from "../../../electron/contract/summaries.ts";
import { groupUnread, pageRanges, receiptWords } from "./receiptWords.ts";

/** What was read and what was not, in plain words. */
export function CoverageReceipt({ coverage, onPage }: { coverage: Coverage; onPage: (page: number) => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useWords();
  const isWhole = coverage.pages.unread.length === 0 && coverage.chunks.mapped === coverage.chunks.total;
  const Icon = isWhole ? CircleCheck : CircleAlert;
  return (
    <section className="rounded-card bg-sunken px-4 py-3" aria-labelledby="receipt-title">
      <h3 id="receipt-title" className="flex items-center gap-2 font-medium">
        <Icon size={17} strokeWidth={1.8} aria-hidden className={isWhole ? "text-good" : "text-warn"} />
        {t("summary.receipt.title")}
      </h3>
      <p className="mt-1 text-muted">
        {receiptWords(coverage)
          .map(({ key, values }) => t(`summary.receipt.${key}`, { ...values }))
          .join(" ")}
      </p>
      {coverage.pages.unread.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1">
          {groupUnread(coverage.pages.unread).map(({ reason, pages }) => (
            <li key={JSON.stringify(reason)}>
              <button
                type="button"
                className="rounded-small text-left text-warn underline decoration-edge underline-offset-2 hover:decoration-current"
                onClick={() => onPage(pages[0] ?? 1)}
              >
                {t("summary.receipt.unread", {
                  count: pages.length,
                  pages: formats.list(pageRanges(pages)),
                  reason: words.reason(reason),
                })}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
