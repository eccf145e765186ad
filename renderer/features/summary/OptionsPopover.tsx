import { SlidersHorizontal } from "lucide-react";
import { Dialog, DialogTrigger } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { type ChoiceName, type SummaryOptions, summaryOptionTable } from "../../../electron/contract/summaryOptions.ts";
import { Button } from "../../ui/Button.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { Select } from "../../ui/Select.tsx";
import { moreNames, useOptionWords } from "./optionWords.ts";

interface OptionsPopoverProps {
  readonly options: SummaryOptions;
  readonly onChange: (patch: Partial<SummaryOptions>) => void;
  /** the model quotes the document, so that it follows neither language nor audience */
  readonly onlyQuotes: boolean;
}

/** How a summary is written and laid out; its button says what differs from the standard. */
export function OptionsPopover({ options, onChange, onlyQuotes }: OptionsPopoverProps) {
  const { t } = useTranslation();
  const chosen = useOptionWords().chosen(options);
  return (
    <DialogTrigger>
      <Button className="min-w-0 shrink">
        <SlidersHorizontal aria-hidden size={15} strokeWidth={1.8} className="shrink-0" />
        <span className="truncate">{chosen === "" ? t("summary.options.title") : chosen}</span>
      </Button>
      <Popover placement="bottom start" className="w-120">
        <Dialog aria-label={t("summary.options.title")} className="grid grid-cols-2 gap-x-4 gap-y-3.5 p-4 outline-none">
          {moreNames.map((name) => (
            <Choice key={name} name={name} options={options} onChange={onChange} onlyQuotes={onlyQuotes} />
          ))}
          {onlyQuotes && (
            <p className="col-span-2 text-small text-pretty text-muted">{t("summary.options.onlyQuotes")}</p>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Choice({ name, options, onChange, onlyQuotes }: OptionsPopoverProps & { readonly name: ChoiceName }) {
  const words = useOptionWords();
  const { values, standard, forQuotes } = summaryOptionTable[name];
  const isFixed = onlyQuotes && !forQuotes;
  const shown: SummaryOptions[ChoiceName] = isFixed ? standard : options[name];
  const choices: readonly SummaryOptions[ChoiceName][] = values;
  return (
    <Select<SummaryOptions[ChoiceName]>
      label={words.label(name)}
      isDisabled={isFixed}
      value={shown}
      onChange={(value) => onChange({ [name]: value })}
      choices={choices.map((id) => ({
        id,
        label: words.value(name, id),
        detail: words.valueHint(name, id),
      }))}
    />
  );
}
