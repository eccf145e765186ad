import { Download, Pencil, Play, Square } from "lucide-react";
import { type ReactNode, type Ref, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { CheckedClaim } from "../../../electron/contract/check.ts";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Span } from "../../../electron/contract/findings.ts";
import type { ExportedFile, ExportFormatOf } from "../../../electron/contract/exports.ts";
import { type Support, supportSchema } from "../../../electron/contract/summaries.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { supportFaces } from "../../ui/SupportMark.tsx";
import { ExportItems } from "../export/index.ts";
import type { DeskClaim, DeskState } from "./checkDesk.ts";
import { ClaimItem } from "./ClaimItem.tsx";
import { countSupports, numberPlaces, rowsOf } from "./claimRows.ts";

interface ClaimListProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly state: DeskState;
  /** what the text was held against, in words */
  readonly against: string;
  readonly chosen: ReadonlySet<Support>;
  onChosen(chosen: ReadonlySet<Support>): void;
  /** the sentence and the quote whose page is open; null where none is */
  readonly open: { readonly index: number; readonly place: string } | null;
  onOpen(index: number, citation: Citation, words: readonly Span[]): void;
  titleOf(documentId: string): string;
  onEdit(): void;
  onStop(): void;
  onResume(): void;
  makeExport(claims: readonly CheckedClaim[], format: ExportFormatOf<"check">): Promise<ExportedFile>;
}

const noClaims: readonly DeskClaim[] = [];
/** How many sentences are shown before more are asked for. */
const portion = 200;

/** The sentences of the text with their marks, counted and filtered by them. */
export function ClaimList({ ref, state, against, chosen, open, titleOf, ...does }: ClaimListProps) {
  const { t } = useTranslation();
  const [count, setCount] = useState(portion);
  const claims = state.claims ?? noClaims;
  const checked = claims.flatMap((claim) => claim.checked ?? []);
  const rows = rowsOf(claims, chosen);
  const numbers = useMemo(() => numberPlaces(claims), [claims]);
  // one that was reached by keys is shown whatever the portion
  const reached = rows.findIndex(({ index }) => index === open?.index) + 1;
  const shown = rows.slice(0, Math.max(count, reached));
  const left = rows.length - shown.length;
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="region"
      aria-label={t("check.list")}
      className="h-full overflow-y-auto outline-none"
    >
      <div className="mx-auto flex max-w-3xl flex-col gap-4 px-6 pt-6 pb-16">
        <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-0 flex-1 basis-48 font-serif text-title font-semibold">{t("check.title")}</h1>
          <Button size="small" onPress={does.onEdit}>
            <Pencil aria-hidden size={14} strokeWidth={1.8} />
            {t("check.edit")}
          </Button>
          <Menu
            aria-label={t("check.save")}
            trigger={<IconButton icon={Download} label={t("check.save")} isDisabled={checked.length === 0} />}
          >
            <ExportItems thing="check" make={(format) => does.makeExport(checked, format)} />
          </Menu>
        </header>
        <Progress state={state} done={checked.length} against={against} onStop={does.onStop} onResume={does.onResume} />
        {claims.length > 0 ? (
          <Filters counts={countSupports(claims)} chosen={chosen} onChosen={does.onChosen} />
        ) : state.phase === "done" ? (
          <div className="rounded-card border border-line bg-rail px-5 py-4">
            <p className="font-semibold">{t("check.nothing")}</p>
            <p className="mt-1 text-muted">{t("check.nothingText")}</p>
          </div>
        ) : null}
        {claims.length > 0 && rows.length === 0 ? <p className="text-muted">{t("check.noneLeft")}</p> : null}
        <ol aria-label={t("check.list")} className="flex flex-col gap-1">
          {shown.map(({ index, claim }) => (
            <ClaimItem
              key={index}
              index={index}
              claim={claim}
              numbers={numbers}
              openPlace={open?.index === index ? open.place : null}
              titleOf={titleOf}
              onOpen={does.onOpen}
            />
          ))}
        </ol>
        {left > 0 ? (
          <Button size="small" className="self-start" onPress={() => setCount(shown.length + portion)}>
            {t("check.showMore", { count: Math.min(left, portion) })}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function Progress({
  state: { phase, claims, problem },
  done,
  against,
  onStop,
  onResume,
}: Pick<ClaimListProps, "state" | "against" | "onStop" | "onResume"> & { done: number }) {
  const { t } = useTranslation();
  const total = claims?.length ?? 0;
  const resume = (
    <Button size="small" onPress={onResume}>
      <Play aria-hidden size={14} strokeWidth={1.8} />
      {t("check.resume")}
    </Button>
  );
  switch (phase) {
    case "running":
      return (
        <div className="flex flex-col gap-2">
          <Line action={<StopButton onStop={onStop} />}>
            {claims ? t("check.progress", { done, total }) : t("check.cutting")}
          </Line>
          <ProgressLine label={t("check.checking")} value={total > 0 ? done / total : null} />
        </div>
      );
    case "stopped":
      return <Line action={resume}>{t("check.stopped", { done, total })}</Line>;
    case "failed":
      return problem ? <ProblemNote title={t("check.failed")} problem={problem} actions={resume} /> : null;
    case "writing":
    case "done":
      return total > 0 ? <Line>{t("check.done", { count: total, documents: against })}</Line> : null;
  }
}

function StopButton({ onStop }: { onStop: () => void }) {
  const { t } = useTranslation();
  return (
    <Button size="small" onPress={onStop}>
      <Square aria-hidden size={13} strokeWidth={1.8} />
      {t("check.stop")}
    </Button>
  );
}

function Line({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-3">
      <p role="status" className="min-w-0 text-muted tabular-nums">
        {children}
      </p>
      {action}
    </div>
  );
}

function Filters({
  counts,
  chosen,
  onChosen,
}: Pick<ClaimListProps, "chosen" | "onChosen"> & { counts: ReturnType<typeof countSupports> }) {
  const { t } = useTranslation();
  return (
    <ToggleButtonGroup
      aria-label={t("check.filters")}
      selectionMode="multiple"
      selectedKeys={chosen}
      onSelectionChange={(keys) => onChosen(new Set(supportSchema.options.filter((support) => keys.has(support))))}
      className="flex flex-wrap gap-1.5"
    >
      {counts.map(({ support, count }) => {
        const Icon = supportFaces[support].icon;
        return (
          <ToggleButton
            key={support}
            id={support}
            isDisabled={count === 0 && !chosen.has(support)}
            className="inline-flex h-7 items-center gap-1.5 rounded-control bg-sunken px-2 text-small font-medium text-muted transition-colors data-disabled:opacity-60 data-hovered:bg-hover data-selected:bg-accent data-selected:text-on-accent"
          >
            <Icon aria-hidden size={14} strokeWidth={2} />
            {t(`summary.supports.${support}`)}
            <span className="tabular-nums">{count}</span>
          </ToggleButton>
        );
      })}
    </ToggleButtonGroup>
  );
}
