import { useTranslation } from "react-i18next";
import { ToggleButton } from "react-aria-components";
import { type Point, type Support, supportSchema } from "../../../electron/contract/summaries.ts";
import { supportFaces } from "../../ui/SupportMark.tsx";

interface VerdictCountsProps {
  readonly points: readonly Pick<Point, "support">[];
  /** the verdict whose sentences alone are shown; null for all */
  readonly only: Support | null;
  readonly onOnly: (support: Support | null) => void;
}

/** How many sentences have which verdict; pressed, each shows its own alone. */
export function VerdictCounts({ points, only, onOnly }: VerdictCountsProps) {
  const { t } = useTranslation();
  const counts = supportSchema.options
    .map((support) => ({ support, count: points.filter((point) => point.support === support).length }))
    .filter(({ count, support }) => count > 0 || support === only);
  if (counts.length === 0) return null;
  return (
    <div
      role="group"
      aria-label={t("summary.verdicts.filter")}
      className="-ml-2 flex flex-wrap items-center gap-x-1 gap-y-0.5"
    >
      {counts.map(({ support, count }) => {
        const { icon: Icon } = supportFaces[support];
        return (
          <ToggleButton
            key={support}
            isSelected={only === support}
            isDisabled={counts.length === 1 && only === null}
            onChange={(isOnly) => onOnly(isOnly ? support : null)}
            className="inline-flex h-7 items-center gap-1.5 rounded-control px-2 text-small text-muted data-hovered:bg-hover data-selected:bg-accent-soft data-selected:font-medium data-selected:text-accent-strong"
          >
            <Icon size={14} strokeWidth={2} aria-hidden className={`shrink-0 ${inks[support]}`} />
            {t(`summary.verdicts.counts.${support}`, { count })}
          </ToggleButton>
        );
      })}
    </div>
  );
}

const inks = {
  verified: "text-good",
  weak: "text-warn",
  contradicted: "text-danger",
  unsupported: "text-danger",
} as const satisfies Record<Support, string>;
