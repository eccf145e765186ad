import { Minus, Plus } from "lucide-react";
import {
  Button,
  Group,
  Input,
  Label,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from "react-aria-components";

export interface NumberFieldProps extends Omit<AriaNumberFieldProps, "children" | "className"> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly unit?: string;
}

/** A number with steps; commits on blur and Enter, kept within its limits. */
export function NumberField({ label, isLabelHidden, unit, ...props }: NumberFieldProps) {
  const step =
    "flex w-7 items-center justify-center text-muted outline-none data-hovered:bg-hover data-disabled:opacity-40";
  return (
    <AriaNumberField {...props} {...(isLabelHidden ? { "aria-label": label } : {})} className="flex flex-col gap-1">
      {isLabelHidden ? null : <Label className="font-medium">{label}</Label>}
      <span className="flex items-center gap-2">
        <Group className="flex h-9 w-36 overflow-hidden rounded-control border border-edge bg-surface data-focus-within:border-accent data-focus-within:ring-1 data-focus-within:ring-accent">
          <Button slot="decrement" className={`${step} border-r border-line`}>
            <Minus aria-hidden size={14} />
          </Button>
          <Input className="w-full min-w-0 bg-transparent px-2 text-center tabular-nums outline-none" />
          <Button slot="increment" className={`${step} border-l border-line`}>
            <Plus aria-hidden size={14} />
          </Button>
        </Group>
        {unit ? <span className="text-small text-muted">{unit}</span> : null}
      </span>
    </AriaNumberField>
  );
}
