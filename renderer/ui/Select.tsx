import { Check, ChevronDown } from "lucide-react";
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  type Placement,
  Select as AriaSelect,
  SelectValue,
} from "react-aria-components";
import { Popover } from "./Popover.tsx";

export interface Choice<T extends string> {
  readonly id: T;
  readonly label: string;
  /** a second line that says what choosing it means */
  readonly detail?: string | undefined;
  readonly isDisabled?: boolean;
}

export interface SelectProps<T extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly choices: readonly Choice<T>[];
  readonly value: T | null;
  onChange(value: T): void;
  /** quiet: no border until it is pointed at, for toolbars */
  readonly kind?: "plain" | "quiet";
  readonly placeholder?: string;
  readonly placement?: Placement;
  readonly isDisabled?: boolean;
  readonly className?: string;
}

export function Select<T extends string>(props: SelectProps<T>) {
  const { label, isLabelHidden, choices, value, onChange, kind = "plain", placeholder, placement, className } = props;
  const face =
    kind === "plain"
      ? "h-9 border border-rim bg-surface px-3 data-hovered:bg-hover"
      : "h-8 px-2 text-small text-muted data-hovered:bg-hover data-hovered:text-ink";
  return (
    <AriaSelect
      {...(isLabelHidden ? { "aria-label": label } : {})}
      {...(placeholder === undefined ? {} : { placeholder })}
      isDisabled={props.isDisabled ?? false}
      value={value}
      onChange={(chosen) => {
        const choice = choices.find(({ id }) => id === chosen);
        if (choice) onChange(choice.id);
      }}
      className={`flex min-w-0 flex-col gap-1 ${className ?? ""}`}
    >
      {isLabelHidden ? null : <Label className="font-medium">{label}</Label>}
      <Button
        className={`flex min-w-0 items-center justify-between gap-2 rounded-control text-left transition-colors data-disabled:opacity-50 ${face}`}
      >
        <SelectValue<Choice<T>> className="truncate">
          {({ selectedItems, isPlaceholder, defaultChildren }) =>
            isPlaceholder ? defaultChildren : (selectedItems[0]?.label ?? defaultChildren)
          }
        </SelectValue>
        <ChevronDown aria-hidden size={15} className="shrink-0 text-muted" />
      </Button>
      <Popover className="max-w-96 min-w-(--trigger-width)" {...(placement === undefined ? {} : { placement })}>
        <ListBox items={choices} className="p-1 outline-none">
          {(choice) => (
            <ListBoxItem
              id={choice.id}
              textValue={choice.label}
              isDisabled={choice.isDisabled ?? false}
              className="flex min-h-8 items-start gap-2 rounded-control px-2.5 py-1.5 outline-none data-disabled:opacity-50 data-focused:bg-hover"
            >
              {({ isSelected }) => (
                <>
                  <Check
                    aria-hidden
                    size={15}
                    className={`mt-0.5 shrink-0 ${isSelected ? "text-accent" : "invisible"}`}
                  />
                  <span className="min-w-0">
                    <span className="block">{choice.label}</span>
                    {choice.detail ? <span className="block text-small text-muted">{choice.detail}</span> : null}
                  </span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
