import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import { Button } from "../../ui/Button.tsx";
import { ProgressLine as Bar } from "../../ui/ProgressLine.tsx";
import type { LeftKey, ProgressStep, StepKey } from "./progressSteps.ts";

interface ProgressLineProps {
  readonly steps: readonly ProgressStep[];
  /** share of the step in work, 0 to 1; null where it is not known */
  readonly share: number | null;
  /** stops the work; absent where nothing is running */
  readonly onStop?: () => void;
}

const faces = {
  done: "text-muted",
  current: "font-medium text-ink",
  waiting: "text-faint",
};

/** One line, always in view, that says what is done, what is being done and what is left. */
export function ProgressLine({ steps, share, onStop }: ProgressLineProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = (key: StepKey | LeftKey, values: ProgressStep["values"]) => t(`summary.progress.${key}`, { ...values });
  return (
    <div className="sticky top-3 z-10 rounded-card border border-line bg-surface px-4 pt-2 pb-3 shadow-float">
      <div className="mb-1.5 flex min-h-9 items-center gap-3">
        <ol
          aria-label={t("summary.progress.label")}
          className="flex min-w-0 flex-1 flex-wrap gap-x-4 text-small tabular-nums"
        >
          {steps.map((step, index) => (
            <li
              key={index}
              className={`flex items-center gap-1 ${faces[step.state]}`}
              {...(step.state === "current" ? { "aria-current": "step" as const } : {})}
            >
              {step.state === "done" && (
                <Check
                  size={13}
                  strokeWidth={2.25}
                  role="img"
                  aria-label={t("summary.progress.done")}
                  className="text-good"
                />
              )}
              {formats.list([
                words(step.key, step.values),
                ...(step.left ? [words(step.left.key, step.left.values)] : []),
              ])}
            </li>
          ))}
        </ol>
        {onStop && (
          <Button size="small" onPress={onStop}>
            {t("summary.stop")}
          </Button>
        )}
      </div>
      <Bar label={t("summary.progress.label")} value={share} />
    </div>
  );
}
