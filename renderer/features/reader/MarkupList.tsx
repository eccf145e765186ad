import { Button } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { PlacedMarkup } from "../../../electron/contract/documents.ts";
import { markupFacts, replyFacts, shownText } from "../../../electron/words/markupWords.ts";
import { useWords } from "../../i18n/useWords.ts";

/** The comments and tracked changes of a document, each of which goes to its place. */
export function MarkupList({
  markup,
  onGo,
}: {
  readonly markup: readonly PlacedMarkup[];
  readonly onGo: (one: PlacedMarkup) => void;
}) {
  const { t } = useTranslation();
  return (
    <section
      aria-label={t("reader.markup")}
      className="max-h-2/5 shrink-0 overflow-y-auto border-b border-line bg-paper px-2 py-1.5"
    >
      <ul className="flex flex-col">
        {markup.map((one, index) => (
          <li key={index}>
            <Button
              onPress={() => onGo(one)}
              className="w-full rounded-control px-2 py-1.5 text-left text-small wrap-anywhere transition-colors data-hovered:bg-hover data-pressed:bg-pressed"
            >
              <MarkupEntry one={one} />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a comment or change is, whose, and what it says. */
export function MarkupEntry({ one }: { readonly one: PlacedMarkup }) {
  const words = useWords();
  const { t } = words;
  const { kind, page, text, about, replies = [] } = one;
  return (
    <>
      <span className="block text-muted">
        {words.formats.list([t("reader.pageNumber", { page }), markupFacts(one, words)])}
      </span>
      {kind === "comment" && about !== "" && (
        <q dir="auto" className="line-clamp-2 text-muted">
          {about}
        </q>
      )}
      <Words kind={kind} text={kind === "insertion" || kind === "moveTo" ? about : text} />
      {replies.map((reply, index) => (
        <span key={index} className="block pl-3">
          <span className="text-muted">{replyFacts(reply, words)}</span>
          <Words kind="comment" text={reply.text} />
        </span>
      ))}
    </>
  );
}

function Words({ kind, text }: Pick<PlacedMarkup, "kind" | "text">) {
  const Element = kind === "insertion" || kind === "moveTo" ? "ins" : kind === "comment" ? "span" : "del";
  return (
    <Element dir="auto" className={`whitespace-pre-line ${kind === "comment" ? "block" : "line-clamp-4"}`}>
      {shownText(text)}
    </Element>
  );
}
