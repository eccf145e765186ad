import type { ReactNode } from "react";
import { Switch } from "../../ui/Switch.tsx";

interface ThingLineProps {
  readonly name: string;
  readonly facts: string;
  readonly isWarned?: boolean;
  /** null: it cannot be chosen */
  readonly isChosen: boolean | null;
  readonly isDisabled?: boolean;
  readonly chip?: ReactNode;
  onChange(isChosen: boolean): void;
}

/** A model or an adapter that can be taken along or in. */
export function ThingLine({ name, facts, isWarned, isChosen, isDisabled = false, chip, onChange }: ThingLineProps) {
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        {isChosen === null ? (
          <p className="wrap-anywhere">{name}</p>
        ) : (
          <Switch isSelected={isChosen} isDisabled={isDisabled} onChange={onChange}>
            <span className="text-left wrap-anywhere">{name}</span>
          </Switch>
        )}
        <p className={`text-small ${isWarned ? "text-warn" : "text-muted"} ${isChosen === null ? "" : "pl-12"}`}>
          {facts}
        </p>
      </div>
      {chip}
    </li>
  );
}
