import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Disclosure as AriaDisclosure, DisclosurePanel, Heading } from "react-aria-components";

export interface DisclosureProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly isExpanded?: boolean;
  onExpandedChange?(isExpanded: boolean): void;
  readonly defaultExpanded?: boolean;
  readonly level?: 2 | 3 | 4;
}

/** Something that can be unfolded. */
export function Disclosure({ title, children, level = 3, ...state }: DisclosureProps) {
  return (
    <AriaDisclosure {...state}>
      <Heading level={level}>
        <Button
          slot="trigger"
          className="flex min-h-8 items-center gap-1.5 rounded-control pr-2 text-left font-medium text-muted data-hovered:text-ink"
        >
          <ChevronRight
            aria-hidden
            size={15}
            className="shrink-0 transition-transform [[aria-expanded=true]>&]:rotate-90 rtl:-scale-x-100"
          />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="pt-1 pb-2 pl-5">{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  );
}
