import type { LucideIcon } from "lucide-react";
import { Button as AriaButton, type ButtonProps, composeRenderProps } from "react-aria-components";
import { Tooltip } from "./Tooltip.tsx";

export interface IconButtonProps extends Omit<ButtonProps, "children" | "aria-label"> {
  readonly icon: LucideIcon;
  /** what it does: its name for everybody and its tooltip */
  readonly label: string;
  /** keys that do the same, shown in the tooltip */
  readonly keys?: string;
  /** the same as assistive technology reads them */
  readonly "aria-keyshortcuts"?: string;
  readonly size?: "regular" | "small";
  readonly kind?: "quiet" | "primary";
}

/** A button with a picture for its face; its name shows on hover and focus. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  size = "regular",
  kind = "quiet",
  className,
  "aria-keyshortcuts": shortcuts,
  ...props
}: IconButtonProps) {
  const box = size === "small" ? "size-7" : "size-8";
  const face =
    kind === "primary"
      ? "bg-accent text-on-accent data-hovered:bg-accent-strong"
      : "text-muted data-hovered:bg-hover data-hovered:text-ink data-pressed:bg-pressed";
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <AriaButton
        {...props}
        // the library passes on no attribute that it does not know
        {...(shortcuts === undefined
          ? {}
          : { render: (button) => <button {...button} aria-keyshortcuts={shortcuts} /> })}
        aria-label={label}
        className={composeRenderProps(
          className,
          (given) =>
            `inline-flex shrink-0 items-center justify-center rounded-control transition-colors data-disabled:opacity-40 ${box} ${face} ${given ?? ""}`,
        )}
      >
        <Icon aria-hidden size={size === "small" ? 15 : 17} strokeWidth={1.8} />
      </AriaButton>
    </Tooltip>
  );
}
