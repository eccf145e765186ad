import { type ReactNode, useEffect, useRef } from "react";
import { Group, Separator } from "react-resizable-panels";
import * as z from "zod";
import { useRemembered } from "../lib/remembered.ts";

const layoutSchema = z.record(z.string(), z.number());

interface PaneGroupProps {
  /** under which the widths are kept that a person gave the panes */
  readonly name: string;
  readonly children: ReactNode;
}

/** Panes side by side, as wide as they were left. */
export function PaneGroup({ name, children }: PaneGroupProps) {
  const [layout, setLayout] = useRemembered<Record<string, number>>(name, layoutSchema, {});
  return (
    <Group
      className="h-full min-h-0"
      defaultLayout={layout}
      onLayoutChanged={(next, { isUserInteraction }) => {
        if (isUserInteraction) setLayout(next);
      }}
    >
      {children}
    </Group>
  );
}

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
