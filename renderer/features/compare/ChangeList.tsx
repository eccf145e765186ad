import { CircleCheck, CircleAlert } from "lucide-react";
import { memo, type Ref, useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import {
  type Change,
  type ChangeReason,
  type Comparison,
  isLight,
  type MarkupComparison,
  markupParts,
} from "../../../electron/contract/compare.ts";
import { trackedWords } from "../../../electron/words/markupWords.ts";
import { useWords } from "../../i18n/useWords.ts";
import { MarkupEntry } from "../reader/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { useFormats } from "../../i18n/useFormats.ts";
import { ChangeWords } from "./ChangeWords.tsx";
import { countReasons } from "./changeRows.ts";

interface ChangeListProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly comparison: Comparison;
  /** those that are shown, as filtered */
  readonly heavy: readonly Change[];
  readonly light: readonly Change[];
  readonly chosen: ReadonlySet<ChangeReason>;
  readonly onChosen: (chosen: ReadonlySet<ChangeReason>) => void;
  readonly isUnfolded: boolean;
  readonly onUnfold: (isUnfolded: boolean) => void;
  readonly openId: string | null;
  readonly onOpen: (change: Change) => void;
}

/** How many changes are shown before more are asked for. */
const portion = 150;

export function ChangeList({ ref, ...props }: ChangeListProps) {
  const { t } = useTranslation();
  const { comparison, heavy, light, chosen } = props;
  const { changes } = comparison;
  const meaning = changes.filter((change) => !isLight(change)).length;
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="region"
      aria-label={t("compare.list")}
      className="h-full overflow-y-auto outline-none"
    >
      <div className="mx-auto flex max-w-read flex-col gap-3 px-4 pt-4 pb-12">
        <Facts comparison={comparison} meaning={meaning} />
        {changes.length > 0 && (
          <>
            <ToggleButtonGroup
              aria-label={t("compare.filters")}
              selectionMode="multiple"
              selectedKeys={chosen}
              onSelectionChange={(keys) => props.onChosen(new Set([...keys] as ChangeReason[]))}
              className="flex flex-wrap gap-1.5"
            >
              {countReasons(changes).map(({ reason, count }) => (
                <ToggleButton
                  key={reason}
                  id={reason}
                  className="inline-flex h-7 items-center gap-1.5 rounded-control bg-sunken px-2 text-small font-medium text-muted transition-colors data-hovered:bg-hover data-selected:bg-accent data-selected:text-on-accent"
                >
                  {t(`compare.reasons.${reason}`)}
                  <span className="tabular-nums opacity-80">{count}</span>
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
            {heavy.length > 0 && <Rows {...props} changes={heavy} label={t("compare.meaning")} />}
            {light.length > 0 && (
              <div className="-ml-1">
                <Disclosure
                  level={2}
                  isExpanded={props.isUnfolded}
                  onExpandedChange={props.onUnfold}
                  title={
                    <span>
                      {t("compare.light")} <span className="tabular-nums">({light.length})</span>
                    </span>
                  }
                >
                  <div className="-ml-4">
                    {props.isUnfolded && <Rows {...props} changes={light} label={t("compare.light")} />}
                  </div>
                </Disclosure>
              </div>
            )}
          </>
        )}
        {comparison.markup && <MarkupChanges markup={comparison.markup} />}
      </div>
    </div>
  );
}

/** The comments and tracked changes that only one of the two has. */
function MarkupChanges({ markup }: { markup: MarkupComparison }) {
  const { t } = useWords();
  return markupParts(markup).map(({ part, list }) => (
    <div key={part} className="-ml-1">
      <Disclosure
        level={2}
        title={
          <span>
            {t(`markup:compared.${part}`)} <span className="tabular-nums">({list.length})</span>
          </span>
        }
      >
        <ul className="flex flex-col gap-2 text-small">
          {list.map((one, index) => (
            <li key={index}>
              <MarkupEntry one={one} />
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  ));
}

function Facts({ comparison, meaning }: { comparison: Comparison; meaning: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { before, after, changes, statements, unread } = comparison;
  const isUnlike = changes.length > 0 && statements.same < Math.min(statements.before, statements.after) * 0.1;
  const languages = [before.language, after.language].map((tag) => formats.language(tag));
  const notes = [
    ...(isUnlike
      ? [
          languages[0] !== languages[1] && languages[0] && languages[1]
            ? t("compare.languages", { before: languages[0], after: languages[1] })
            : t("compare.unlike"),
        ]
      : []),
    ...(unread.before.length > 0 ? [t("compare.unread", { count: unread.before.length, title: before.title })] : []),
    ...(unread.after.length > 0 ? [t("compare.unread", { count: unread.after.length, title: after.title })] : []),
  ];
  return (
    <div className="flex flex-col gap-2">
      <h2 className="flex items-center gap-2 text-lead font-semibold">
        {changes.length === 0 && <CircleCheck size={18} strokeWidth={1.8} aria-hidden className="shrink-0 text-good" />}
        {changes.length === 0 ? t("compare.noChanges") : t("compare.counts", { count: changes.length, meaning })}
      </h2>
      <p className="text-small text-muted">
        {changes.length === 0
          ? t("compare.noChangesText")
          : t("compare.same", { same: statements.same, total: statements.after })}
      </p>
      {notes.map((note) => (
        <p key={note} role="note" className="flex items-start gap-2 rounded-control bg-warn-soft px-3 py-2 text-small">
          <CircleAlert size={15} strokeWidth={1.8} aria-hidden className="mt-0.5 shrink-0 text-warn" />
          {note}
        </p>
      ))}
    </div>
  );
}

function Rows({
  changes,
  label,
  openId,
  onOpen,
}: Pick<ChangeListProps, "openId" | "onOpen"> & { changes: readonly Change[]; label: string }) {
  const { t } = useTranslation();
  const [count, setCount] = useState(portion);
  // one that was reached by keys is shown whatever the portion
  const reached = changes.findIndex(({ id }) => id === openId) + 1;
  const shown = changes.slice(0, Math.max(count, reached));
  const left = changes.length - shown.length;
  return (
    <>
      <ul aria-label={label} className="flex flex-col gap-1">
        {shown.map((change) => (
          <Row key={change.id} change={change} isOpen={change.id === openId} onOpen={onOpen} />
        ))}
      </ul>
      {left > 0 && (
        <Button size="small" className="self-start" onPress={() => setCount(shown.length + portion)}>
          {t("compare.showMore", { count: Math.min(left, portion) })}
        </Button>
      )}
    </>
  );
}

const Row = memo(function Row({
  change,
  isOpen,
  onOpen,
}: {
  change: Change;
  isOpen: boolean;
  onOpen: (change: Change) => void;
}) {
  const { t } = useTranslation();
  const allWords = useWords();
  const { kind, reasons, moved, section, words, tracked } = change;
  const isHeavy = !isLight(change);
  return (
    <li>
      <button
        type="button"
        data-change={change.id}
        aria-current={isOpen ? "true" : undefined}
        onClick={() => onOpen(change)}
        className={`flex w-full flex-col gap-1 rounded-control border px-3 py-2 text-left transition-colors ${isOpen ? "border-accent bg-surface" : "border-transparent hover:bg-hover"}`}
      >
        <span className="flex w-full flex-wrap items-center gap-x-2 gap-y-0.5 text-small text-muted">
          <span className="font-medium text-ink">
            {moved && kind === "changed" ? t("compare.changedAndMoved") : t(`compare.kinds.${kind}`)}
          </span>
          {reasons
            .filter((reason) => reason !== "place" && reason !== "passage")
            .map((reason) => (
              <span
                key={reason}
                className={`rounded-small px-1.5 font-medium ${isHeavy ? "bg-warn-soft text-warn" : "bg-sunken text-muted"}`}
              >
                {t(`compare.reasons.${reason}`)}
              </span>
            ))}
          <span className="ml-auto whitespace-nowrap tabular-nums">
            <Pages change={change} />
          </span>
        </span>
        <span className="w-full font-serif leading-normal wrap-anywhere" dir="auto">
          <ChangeWords words={words} />
        </span>
        {tracked && <span className="w-full text-small text-muted">{trackedWords(tracked, allWords)}</span>}
        {section !== null && (
          <span className="w-full truncate text-small text-faint" dir="auto">
            {section}
          </span>
        )}
      </button>
    </li>
  );
});

function Pages({ change }: { change: Change }) {
  const { t } = useTranslation();
  const [before, after] = [change.before[0]?.page, change.after[0]?.page];
  if (before === undefined) return t("compare.pageAfter", { page: after });
  if (after === undefined) return t("compare.pageBefore", { page: before });
  return t("compare.pages", { before, after });
}
