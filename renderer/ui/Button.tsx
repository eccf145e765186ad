import { Button as AriaButton, type ButtonProps as AriaButtonProps, composeRenderProps } from "react-aria-components";

export interface ButtonProps extends AriaButtonProps {
  /** primary: the one thing to do here; quiet: beside text; danger: takes something away */
  readonly kind?: "primary" | "plain" | "quiet" | "danger";
  readonly size?: "regular" | "small";
  /** keys that do the same, as assistive technology reads them */
  readonly "aria-keyshortcuts"?: string | undefined;
}

const kinds = {
  primary: "bg-accent text-on-accent data-hovered:bg-accent-strong data-pressed:bg-accent-strong",
  plain: "border border-rim bg-surface text-ink data-hovered:bg-hover data-pressed:bg-pressed",
  quiet: "text-muted data-hovered:bg-hover data-hovered:text-ink data-pressed:bg-pressed",
  danger: "bg-danger text-on-danger data-hovered:brightness-95 data-pressed:brightness-90",
};

export function Button({
  kind = "plain",
  size = "regular",
  className,
  "aria-keyshortcuts": shortcuts,
  ...props
}: ButtonProps) {
  const height = size === "small" ? "h-7 px-2.5 text-small" : "h-9 px-3.5 text-body";
  return (
    <AriaButton
      {...props}
      // the library passes on no attribute that it does not know
      {...(shortcuts === undefined ? {} : { render: (button) => <button {...button} aria-keyshortcuts={shortcuts} /> })}
      className={composeRenderProps(
        className,
        (given) =>
          `inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap transition-colors select-none data-disabled:opacity-50 ${height} ${kinds[kind]} ${given ?? ""}`,
      )}
    />
  );
}
