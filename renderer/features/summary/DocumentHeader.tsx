import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, Info, Pencil } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
import { IconButton } from "../../ui/IconButton.tsx";

/** Title, which can be changed in place, and what the document is. */
export function DocumentHeader({ document, actions }: { document: Document; actions: React.ReactNode }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useWords();
  const language = formats.language(document.language);
  const facts = [
    words.t(`format:name.${document.format}`),
    ...(document.pages > 0 ? [t("summary.facts.pages", { count: document.pages })] : []),
    ...(document.words > 0 ? [t("summary.facts.words", { count: document.words })] : []),
    ...(language === null ? [] : [language]),
  ];
  return (
    <header className="flex flex-col gap-1">
      <Title key={document.title} document={document} />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-small text-muted">
          {facts.join(" · ")}
          {document.unread.length > 0 && (
            <span className="text-warn">
              {" · "}
              {t("summary.facts.unreadPages", { count: document.unread.length })}
            </span>
          )}
        </p>
        <div className="flex flex-wrap items-center gap-1.5">{actions}</div>
      </div>
      {document.notes.map((note) => (
        <p key={JSON.stringify(note)} className="mt-1 flex items-start gap-1.5 text-small text-muted">
          <Info size={15} strokeWidth={1.8} aria-hidden className="mt-0.5 shrink-0" />
          <span>{words.reason(note)}</span>
        </p>
      ))}
    </header>
  );
}

function Title({ document }: { document: Document }) {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<string | null>(null);
  const isDone = useRef(false);
  const rename = useMutation({
    mutationFn: (title: string) => api.documents.rename({ id: document.id, title }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.documents }),
  });
  const title = rename.isPending ? rename.variables : document.title;
  const save = () => {
    if (isDone.current) return;
    isDone.current = true;
    const next = draft?.trim() ?? "";
    setDraft(null);
    if (next !== "" && next !== document.title) rename.mutate(next);
  };
  if (draft === null) {
    return (
      <div className="flex items-start gap-1">
        <h1 dir="auto" className="min-w-0 text-title font-semibold text-pretty wrap-anywhere">
          {title}
        </h1>
        <IconButton
          size="small"
          label={t("summary.rename")}
          icon={Pencil}
          onPress={() => {
            isDone.current = false;
            setDraft(document.title);
          }}
        />
      </div>
    );
  }
  return (
    <form
      className="flex items-start gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <input
        ref={(input) => input?.focus()}
        className="min-w-0 flex-1 rounded-control border border-edge bg-surface px-2 py-0.5 text-title font-semibold outline-none focus:border-accent focus:ring-1 focus:ring-accent"
        aria-label={t("summary.title")}
        dir="auto"
        maxLength={300}
        value={draft}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          const isOurs = performPressed(event, "field", {
            // Enter sends the form
            confirmField: { isEnabled: false, perform: () => undefined },
            leaveField: {
              perform: () => {
                isDone.current = true;
                setDraft(null);
              },
            },
          });
          if (isOurs) event.stopPropagation();
        }}
      />
      <IconButton size="small" label={t("summary.saveTitle")} icon={Check} onPress={save} />
    </form>
  );
}
