import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Change } from "../../../electron/contract/compare.ts";
import type { Citation, Document } from "../../../electron/contract/documents.ts";
import { type Goal, PageView } from "../reader/index.ts";
import { firstDifferent } from "./changeRows.ts";

interface SidePagesProps {
  readonly side: "before" | "after";
  readonly document: Document;
  /** what it is called beside the other */
  readonly name: string;
  /** the change whose place is shown */
  readonly change: Change | null;
}

/** The pages of one of the two documents with the quotes of a change lit. */
export function SidePages({ side, document, name, change }: SidePagesProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState<string | null>(null);
  const { goal, others } = useMemo(() => placesOf(change, side), [change, side]);
  const isMissing = change !== null && change[side].length === 0;
  return (
    <section aria-label={t(`compare.sides.${side}`)} className="flex h-full min-h-0 flex-col">
      <h2 className="flex h-9 shrink-0 items-center gap-2 border-b border-line bg-rail px-3 text-small">
        <span className="shrink-0 text-muted">{t(`compare.sides.${side}`)}</span>
        <span className="min-w-0 truncate font-medium" dir="auto">
          {name}
        </span>
        {isMissing && (
          <span role="status" className="ml-auto shrink-0 rounded-small bg-warn-soft px-1.5 font-medium text-warn">
            {t(`compare.notHere.${side === "before" ? "added" : "removed"}`)}
          </span>
        )}
      </h2>
      <div className="min-h-0 flex-1">
        <PageView
          document={document}
          name={`${t(`compare.sides.${side}`)}: ${name}`}
          goal={goal}
          alsoLit={others}
          password={password}
          onPassword={setPassword}
        />
      </div>
    </section>
  );
}

const none: readonly Goal[] = [];

function placesOf(change: Change | null, side: SidePagesProps["side"]): { goal: Goal | null; others: readonly Goal[] } {
  if (!change) return { goal: null, others: none };
  const own = change[side];
  const first = firstDifferent(own, change[side === "before" ? "after" : "before"]);
  if (!first) return { goal: null, others: none };
  return { goal: toGoal(first), others: own.filter((citation) => citation !== first).map(toGoal) };
}

function toGoal({ page, start, end }: Citation): Goal {
  return { page, start, end };
}
