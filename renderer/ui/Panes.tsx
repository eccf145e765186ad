import { type ReactNode, useEffect, useRef } from "react";
import { Separator } from "react-resizable-panels";

/** What is drawn to make one pane wider than the other. */
export function PaneSeparator({ label }: { readonly label: string }) {
  return (
    <Separator
      aria-label={label}
      className="relative w-px bg-line outline-none after:absolute after:inset-y-0 after:-left-px after:w-[3px] after:bg-transparent after:transition-colors hover:after:bg-accent focus-visible:after:bg-accent data-[separator=active]:after:bg-accent"
    />
  );
}

/** A pane over another one: what lies below is out of reach, so the keys go here. */
export function PaneOver({ children }: { readonly children: ReactNode }) {
  const over = useRef<HTMLDivElement>(null);
  useEffect(() => over.current?.focus({ preventScroll: true }), []);
  return (
    <div ref={over} tabIndex={-1} className="absolute inset-0 z-10 bg-paper outline-none">
      {children}
    </div>
  );
}
