import { CircleAlert } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { useTranslation } from "react-i18next";
import { mostChecked } from "../../../electron/contract/check.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { fieldStyle } from "../../ui/TextField.tsx";
import { EndpointChips } from "../endpoints/index.ts";
import { DocumentPicker } from "./DocumentPicker.tsx";

interface CheckFormProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly text: string;
  /** those it is to be held against */
  readonly documents: readonly Document[];
  readonly canStart: boolean;
  /** a model is asked about what code alone cannot vouch for; null where there is none that could be */
  readonly asksModel: boolean | null;
  onAsksModel(asksModel: boolean): void;
  onText(text: string): void;
  onDocuments(documentIds: readonly string[]): void;
  onFiles(files: readonly File[]): void;
  onStart(): void;
}

/** Chips of documents that are shown; more are counted. */
const mostShown = 12;
/** Notes on documents that have nothing to search in. */
const mostNotes = 3;

/** The text, the documents it is to be held against, and what stands in the way. */
export function CheckForm({ ref, text, documents, canStart, asksModel, ...does }: CheckFormProps) {
  const { t } = useTranslation();
  const shortcut = useShortcut()("startCheck");
  const ids = documents.map(({ id }) => id);
  const rest = documents.length - mostShown;
  const notes = documents.flatMap(({ title, status, words }) => {
    if (status === "reading") return t("check.stillReading", { title });
    if (status === "failed") return t("check.notRead", { title });
    return words === 0 ? t("check.hasNoText", { title }) : [];
  });
  const isTooLong = text.length > mostChecked.textCharacters;
  return (
    <div className="mx-auto flex h-full w-full max-w-3xl flex-col gap-4 px-8 pt-8 pb-6 [@media(max-height:700px)]:pt-5">
      <header>
        <h1 className="font-serif text-title font-semibold">{t("check.title")}</h1>
        <p className="mt-1 max-w-prose text-muted text-pretty">{t("check.lead")}</p>
      </header>
      <div role="group" aria-label={t("check.documents")} className="flex flex-wrap items-center gap-1.5">
        {documents.slice(0, mostShown).map(({ id, title }) => (
          <Chip
            key={id}
            removeLabel={t("check.leaveOut", { title })}
            onRemove={() => does.onDocuments(ids.filter((other) => other !== id))}
          >
            {title}
          </Chip>
        ))}
        {rest > 0 ? (
          <Chip removeLabel={t("check.leaveOutAll")} onRemove={() => does.onDocuments([])}>
            {t("check.moreDocuments", { number: rest })}
          </Chip>
        ) : null}
        <DocumentPicker chosen={ids} onChosen={does.onDocuments} onFiles={does.onFiles} />
      </div>
      {notes.slice(0, mostNotes).map((note) => (
        <Note key={note}>{note}</Note>
      ))}
      <textarea
        ref={ref}
        aria-label={t("check.text")}
        aria-keyshortcuts={shortcut["aria-keyshortcuts"]}
        aria-invalid={isTooLong}
        dir="auto"
        value={text}
        onChange={(event) => does.onText(event.target.value)}
        placeholder={t("check.placeholder")}
        className={`min-h-40 flex-1 resize-none py-2.5 font-serif text-read focus:border-accent focus:ring-1 focus:ring-accent ${fieldStyle}`}
      />
      {isTooLong ? (
        <Note>{t("check.tooLong", { characters: text.length, most: mostChecked.textCharacters })}</Note>
      ) : null}
      <div className="flex flex-wrap items-center justify-end gap-x-5 gap-y-2">
        {asksModel === null ? null : (
          <Switch isSelected={asksModel} onChange={does.onAsksModel}>
            {t("check.asksModel")}
          </Switch>
        )}
        {asksModel ? <EndpointChips task="checking" isChosen={false} /> : null}
        {documents.length === 0 ? <p className="text-small text-muted">{t("check.noneChosen")}</p> : null}
        <Button
          kind="primary"
          isDisabled={!canStart}
          aria-keyshortcuts={shortcut["aria-keyshortcuts"]}
          onPress={does.onStart}
        >
          {t("actions.startCheck")}
          <kbd aria-hidden className="ml-1 font-sans text-small font-normal opacity-85">
            {shortcut.keys}
          </kbd>
        </Button>
      </div>
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <p role="note" className="flex items-start gap-2 rounded-control bg-warn-soft px-3 py-2 text-small">
      <CircleAlert aria-hidden size={15} strokeWidth={1.8} className="mt-0.5 shrink-0 text-warn" />
      {children}
    </p>
  );
}
