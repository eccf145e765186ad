import { composeRenderProps, Popover as AriaPopover, type PopoverProps } from "react-aria-components";

/** The floating surface that menus, lists and details share. */
export function Popover({ className, ...props }: PopoverProps) {
  return (
    <AriaPopover
      offset={6}
      {...props}
      className={composeRenderProps(
        className,
        (given) =>
          `moves-in overflow-auto rounded-card border border-line bg-surface text-ink shadow-float outline-none ${given ?? ""}`,
      )}
    />
  );
}
