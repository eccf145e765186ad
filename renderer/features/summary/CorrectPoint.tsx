import { Pencil } from "lucide-react";
import { createContext, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton, Dialog, DialogTrigger } from "react-aria-components";
import { Button } from "../../ui/Button.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { TextField } from "../../ui/TextField.tsx";
import type { JudgedPoint } from "./Verdict.tsx";

/** Puts other words in the place of a point; false where that failed, which was told. */
type Correct = (pointId: string, text: string) => Promise<boolean>;

/** How points are corrected; null where they cannot be, as while a summary is made. */
export const CorrectContext = createContext<Correct | null>(null);

/** A pencil behind a point, with which its words are changed. */
export function CorrectPoint({ point: { id, text } }: { point: JudgedPoint }) {
  const { t } = useTranslation();
  const correct = use(CorrectContext);
  if (correct === null || id === undefined) return null;
  return (
    <DialogTrigger>
      <AriaButton
        data-correct=""
        aria-label={t("summary.correct.button")}
        className="ml-1 inline-flex size-6 translate-y-[0.2em] items-center justify-center rounded-small align-baseline text-muted opacity-0 transition-opacity group-hover/point:opacity-100 group-focus-within/point:opacity-100 data-focus-visible:opacity-100 data-hovered:bg-hover data-hovered:text-ink data-pressed:opacity-100 pointer-coarse:opacity-100"
      >
        <Pencil size={13} strokeWidth={1.8} aria-hidden />
      </AriaButton>
      <Popover placement="bottom" className="w-[min(32rem,92vw)]">
        <Dialog aria-label={t("summary.correct.title")} className="p-4 font-sans text-body outline-none">
          {({ close }) => <Form text={text} onSave={(words) => correct(id, words)} onClose={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface FormProps {
  readonly text: string;
  readonly onSave: (text: string) => Promise<boolean>;
  readonly onClose: () => void;
}

function Form({ text, onSave, onClose }: FormProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState(text);
  const [isSaving, setIsSaving] = useState(false);
  const isChanged = words.trim() !== "" && words.trim() !== text;
  const save = async () => {
    if (!isChanged || isSaving) return;
    setIsSaving(true);
    const isSaved = await onSave(words.trim());
    setIsSaving(false);
    if (isSaved) onClose();
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={t("summary.correct.title")}
        description={t("summary.correct.note")}
        rows={4}
        value={words}
        onChange={setWords}
        maxLength={2000}
        autoFocus
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          void save();
        }}
      />
      <div className="flex gap-2">
        <Button type="submit" kind="primary" size="small" isDisabled={!isChanged || isSaving}>
          {t("summary.correct.save")}
        </Button>
        <Button kind="quiet" size="small" onPress={onClose}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Opens the pencil of a point that is double-clicked, but for what can be pressed in it. */
export function correctOnDoubleClick(event: React.MouseEvent<HTMLElement>): void {
  if (event.target instanceof Element && event.target.closest("button")) return;
  event.currentTarget.querySelector<HTMLElement>("[data-correct]")?.click();
}
