import type { LucideIcon } from "lucide-react";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps as AriaMenuItemProps,
  type MenuProps,
  MenuTrigger,
  Separator,
} from "react-aria-components";
import { Popover } from "./Popover.tsx";

/** A menu that its trigger, the first child, opens. */
export function Menu<T extends object>({
  trigger,
  isOpen,
  onOpenChange,
  ...props
}: MenuProps<T> & {
  trigger: ReactElement;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}) {
  return (
    <MenuTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {trigger}
      <Popover className="min-w-44">
        <AriaMenu {...props} className="p-1 outline-none" />
      </Popover>
    </MenuTrigger>
  );
}

export function MenuItem({
  icon: Icon,
  keys,
  "aria-keyshortcuts": shortcuts,
  isDanger = false,
  children,
  ...props
}: Omit<AriaMenuItemProps, "children"> & {
  icon?: LucideIcon;
  /** keys that do the same, as they are printed */
  keys?: string;
  /** the same as assistive technology reads them */
  "aria-keyshortcuts"?: string;
  isDanger?: boolean;
  children: ReactNode;
}) {
  return (
    <AriaMenuItem
      {...props}
      // the library passes on no attribute that it does not know
      {...(shortcuts === undefined
        ? {}
        : {
            render: (item) =>
              "href" in item ? (
                <a {...item} aria-keyshortcuts={shortcuts}>
                  {item.children}
                </a>
              ) : (
                <div {...item} aria-keyshortcuts={shortcuts} />
              ),
          })}
      {...(typeof children === "string" ? { textValue: children } : {})}
      className={`flex min-h-8 items-center gap-2.5 rounded-control px-2.5 py-1 outline-none data-disabled:opacity-50 data-focused:bg-hover ${isDanger ? "text-danger" : ""}`}
    >
      {({ isSelected, selectionMode }) => (
        <>
          {selectionMode === "none" ? null : (
            <Check aria-hidden size={15} className={isSelected ? "text-accent" : "invisible"} />
          )}
          {Icon ? <Icon aria-hidden size={15} strokeWidth={1.8} className={isDanger ? "" : "text-muted"} /> : null}
          <span className="min-w-0 flex-1">{children}</span>
          {keys ? <kbd className="font-sans text-small text-faint">{keys}</kbd> : null}
        </>
      )}
    </AriaMenuItem>
  );
}

export function MenuLine() {
  return <Separator className="mx-2 my-1 h-px bg-line" />;
}
