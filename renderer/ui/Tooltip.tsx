import type { ReactElement } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";

/** Names what it wraps, which must be focusable, on hover and focus. */
export function Tooltip({ text, keys, children }: { text: string; keys?: string; children: ReactElement }) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip
        offset={6}
        className="fades-in max-w-72 rounded-control bg-ink px-2 py-1 text-small text-paper shadow-float"
      >
        {text}
        {keys ? <kbd className="ml-2 font-sans opacity-75">{keys}</kbd> : null}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
