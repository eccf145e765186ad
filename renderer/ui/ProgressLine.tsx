import { ProgressBar } from "react-aria-components";

/** A thin line that fills; with `value: null` it moves, because how much is left is not known. */
export function ProgressLine({ label, value }: { label: string; value: number | null }) {
  return (
    <ProgressBar
      aria-label={label}
      {...(value === null ? { isIndeterminate: true } : { value: Math.min(1, Math.max(0, value)) * 100 })}
      className="block"
    >
      <div className="h-1 overflow-hidden rounded-full bg-pressed">
        {value === null ? (
          <div className="line-unknown h-full w-1/4 rounded-full bg-accent" />
        ) : (
          <div
            className="h-full rounded-full bg-accent transition-[width] duration-200"
            style={{ width: `${Math.min(1, Math.max(0, value)) * 100}%` }}
          />
        )}
      </div>
    </ProgressBar>
  );
}
