import type { ReactNode } from "react";
import { SwitchButton, SwitchField, type SwitchFieldProps } from "react-aria-components";

export function Switch({
  children,
  ...props
}: Omit<SwitchFieldProps, "children" | "className"> & { children: ReactNode }) {
  return (
    <SwitchField {...props}>
      <SwitchButton className="group flex items-center gap-3 data-disabled:opacity-50">
        <span
          aria-hidden
          className="flex h-5 w-9 shrink-0 items-center rounded-full border border-edge bg-sunken p-0.5 transition-colors group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-accent group-data-selected:border-accent group-data-selected:bg-accent"
        >
          <span className="size-3.5 rounded-full bg-edge transition-transform group-data-selected:translate-x-4 group-data-selected:bg-on-accent" />
        </span>
        {children === null ? null : <span>{children}</span>}
      </SwitchButton>
    </SwitchField>
  );
}
