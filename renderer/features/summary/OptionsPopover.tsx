import { SlidersHorizontal } from "lucide-react";
import { Dialog, DialogTrigger } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import { type DocumentKind, type SummaryOptions, summaryOptionsSchema } from "../../../electron/contract/summaries.ts";
import { Button } from "../../ui/Button.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { Select } from "../../ui/Select.tsx";

/** What the popover decides; length and focus stand in the form itself. */
export type MoreOptions = Pick<SummaryOptions, "language" | "audience" | "structure" | "mode">;

interface OptionsPopoverProps {
  readonly options: MoreOptions;
  readonly onChange: (options: MoreOptions) => void;
  /** the model quotes the document, so that it follows neither language nor audience */
  readonly onlyQuotes: boolean;
}

/** How a summary is written and laid out; its button says what differs from the standard. */
export function OptionsPopover({ options, onChange, onlyQuotes }: OptionsPopoverProps) {
  const { t } = useTranslation();
  const words = useOptionWords();
  const { language, audience, structure, mode } = summaryOptionsSchema.shape;
  const chosen = words.chosen(options);
  return (
    <DialogTrigger>
      <Button className="min-w-0 shrink">
        <SlidersHorizontal aria-hidden size={15} strokeWidth={1.8} className="shrink-0" />
        <span className="truncate">{chosen === "" ? t("summary.options.title") : chosen}</span>
      </Button>
      <Popover placement="bottom start" className="w-120">
        <Dialog aria-label={t("summary.options.title")} className="grid grid-cols-2 gap-x-4 gap-y-3.5 p-4 outline-none">
          <Select
            label={t("summary.options.structure")}
            value={options.structure}
            onChange={(value) => onChange({ ...options, structure: value })}
            choices={structure.unwrap().options.map((id) => ({
              id,
              label: words.structure(id),
              detail: t(`summary.options.structureHints.${id}`),
            }))}
          />
          <Select
            label={t("summary.options.mode")}
            value={options.mode}
            onChange={(value) => onChange({ ...options, mode: value })}
            choices={mode.unwrap().options.map((id) => ({
              id,
              label: id === "auto" ? t("summary.options.auto") : words.kind(id),
              ...(id === "auto" ? { detail: t("summary.options.autoHint") } : {}),
            }))}
          />
          <Select
            label={t("summary.options.language")}
            isDisabled={onlyQuotes}
            value={onlyQuotes ? "document" : options.language}
            onChange={(value) => onChange({ ...options, language: value })}
            choices={language.unwrap().options.map((id) => ({ id, label: words.language(id) }))}
          />
          <Select
            label={t("summary.options.audience")}
            isDisabled={onlyQuotes}
            value={onlyQuotes ? "general" : options.audience}
            onChange={(value) => onChange({ ...options, audience: value })}
            choices={audience.unwrap().options.map((id) => ({
              id,
              label: words.audience(id),
              detail: t(`summary.options.audienceHints.${id}`),
            }))}
          />
          {onlyQuotes && (
            <p className="col-span-2 text-small text-pretty text-muted">{t("summary.options.onlyQuotes")}</p>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** The options in words. */
export function useOptionWords() {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = {
    language: (id: SummaryOptions["language"]) =>
      id === "document" ? t("summary.options.asDocument") : (formats.language(id) ?? id),
    audience: (id: SummaryOptions["audience"]) => t(`summary.options.audiences.${id}`),
    structure: (id: SummaryOptions["structure"]) => t(`summary.options.structures.${id}`),
    kind: (id: DocumentKind) => t(`summary.options.kinds.${id}`),
  };
  return {
    ...words,
    /** What differs from the standard, in a few words; empty where nothing does. */
    chosen({ language, audience, structure, mode }: MoreOptions): string {
      return [
        ...(structure === "points" ? [] : [words.structure(structure)]),
        ...(mode === "auto" ? [] : [words.kind(mode)]),
        ...(language === "document" ? [] : [words.language(language)]),
        ...(audience === "general" ? [] : [words.audience(audience)]),
      ].join(" · ");
    },
  };
}
