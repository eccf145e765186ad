import type { LucideIcon } from "lucide-react";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";

export interface ChipProps {
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  readonly kind?: "plain" | "accent" | "warn" | "danger" | "good";
  /** makes the chip a button */
  onPress?(): void;
  /** adds a cross, named `removeLabel` */
  onRemove?(): void;
  readonly removeLabel?: string;
}

const kinds = {
  plain: "bg-sunken text-muted",
  accent: "bg-accent-soft text-accent-strong",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
  good: "bg-sunken text-good",
};

/** A small labelled thing beside text: a state, an attached document. */
export function Chip({ icon: Icon, children, kind = "plain", onPress, onRemove, removeLabel }: ChipProps) {
  const face = (
    <>
      {Icon ? <Icon aria-hidden size={14} strokeWidth={1.8} className="shrink-0" /> : null}
      <span className="truncate">{children}</span>
    </>
  );
  return (
    <span
      className={`inline-flex h-7 max-w-72 min-w-0 items-center rounded-control text-small font-medium ${kinds[kind]}`}
    >
      {onPress ? (
        <Button
          onPress={onPress}
          className="flex h-full min-w-0 items-center gap-1.5 rounded-control px-2 data-hovered:bg-hover"
        >
          {face}
        </Button>
      ) : (
        <span className="flex min-w-0 items-center gap-1.5 px-2">{face}</span>
      )}
      {onRemove ? (
        <Button
          aria-label={removeLabel ?? ""}
          onPress={onRemove}
          className="flex size-7 shrink-0 items-center justify-center rounded-control data-hovered:bg-hover"
        >
          <X aria-hidden size={13} />
        </Button>
      ) : null}
    </span>
  );
}
