import { ArrowLeft, ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Group, Panel, Separator } from "react-resizable-panels";
import * as z from "zod";
import type { Change, ChangeReason, Comparison } from "../../../electron/contract/compare.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { useElementSize } from "../../lib/useElementSize.ts";
import { useRemembered } from "../../lib/remembered.ts";
import { ChangeList } from "./ChangeList.tsx";
import { ChangeWords } from "./ChangeWords.tsx";
import { filterChanges, nameBeside } from "./changeRows.ts";
import { SidePages } from "./SidePages.tsx";

interface CompareRoomProps {
  readonly comparison: Comparison;
  readonly before: Document;
  readonly after: Document;
}

/** CSS pixels below which the changes and two columns of pages do not stand side by side */
const narrowBelow = 960;
const layoutSchema = z.record(z.string(), z.number());

/** The list of changes and the pages of both documents, worked with by mouse or keys. */
export function CompareRoom({ comparison, before, after }: CompareRoomProps) {
  const { t } = useTranslation();
  const shortcut = useShortcut();
  const room = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(room);
  const [layout, setLayout] = useRemembered<Record<string, number>>("compare.layout", layoutSchema, {});
  const [sides, setSides] = useRemembered<Record<string, number>>("compare.sides", layoutSchema, {});
  const [chosen, setChosen] = useState<ReadonlySet<ChangeReason>>(new Set());
  const [isUnfolded, setIsUnfolded] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const [isOver, setIsOver] = useState(false);
  const isNarrow = width > 0 && width < narrowBelow;

  const { heavy, light } = useMemo(() => filterChanges(comparison.changes, chosen), [comparison, chosen]);
  const opensLight = isUnfolded || heavy.length === 0 || chosen.size > 0;
  const shown = opensLight ? [...heavy, ...light] : heavy;
  const open = comparison.changes.find(({ id }) => id === openId) ?? null;
  const openIndex = shown.findIndex(({ id }) => id === openId);

  const show = (change: Change | undefined) => {
    if (!change) return;
    setOpenId(change.id);
    if (isNarrow) setIsOver(true);
  };
  const leaveOver = () => {
    setIsOver(false);
    requestAnimationFrame(() => focusChange(list.current, openId));
  };
  const step = (direction: 1 | -1) => {
    const next = shown[openIndex + direction];
    show(next);
    if (next && !isOver) requestAnimationFrame(() => focusChange(list.current, next.id));
  };

  const onKeyDown = (event: React.KeyboardEvent) =>
    performPressed(
      event,
      "comparison",
      {
        nextChange: { perform: () => step(1) },
        previousChange: { perform: () => step(-1) },
        backToChanges: { isEnabled: isOver, perform: leaveOver },
      },
      { isOnItem: list.current?.contains(event.target as Node) ?? false },
    );

  // worked with by keys as soon as it is there
  useEffect(() => {
    if (document.activeElement === document.body) list.current?.focus({ preventScroll: true });
  }, []);

  const changeList = (
    <ChangeList
      ref={list}
      comparison={comparison}
      heavy={heavy}
      light={light}
      chosen={chosen}
      onChosen={setChosen}
      isUnfolded={opensLight}
      onUnfold={setIsUnfolded}
      openId={openId}
      onOpen={show}
    />
  );
  const pages = (
    <Group
      className="h-full min-h-0"
      defaultLayout={sides}
      onLayoutChanged={(next, { isUserInteraction }) => {
        if (isUserInteraction) setSides(next);
      }}
    >
      <Panel id="before" minSize={240}>
        <SidePages side="before" document={before} name={nameBeside(before, after)} change={open} />
      </Panel>
      <Line label={t("compare.resizePages")} />
      <Panel id="after" minSize={240}>
        <SidePages side="after" document={after} name={nameBeside(after, before)} change={open} />
      </Panel>
    </Group>
  );

  return (
    <div ref={room} className="relative h-full min-w-0" onKeyDown={onKeyDown}>
      {isNarrow ? (
        <>
          <div className="h-full" inert={isOver}>
            {changeList}
          </div>
          {isOver && open && (
            <Over>
              <div className="flex items-start gap-2 border-b border-line px-3 py-2">
                <Button
                  kind="quiet"
                  size="small"
                  aria-keyshortcuts={shortcut("backToChanges")["aria-keyshortcuts"]}
                  onPress={leaveOver}
                >
                  <ArrowLeft size={16} aria-hidden />
                  {t("actions.backToChanges")}
                </Button>
                <p className="line-clamp-2 min-w-0 flex-1 pt-1 font-serif" dir="auto">
                  <ChangeWords words={open.words} />
                </p>
                <span className="pt-1.5 text-small whitespace-nowrap text-muted tabular-nums" aria-live="polite">
                  {openIndex >= 0 && t("compare.position", { number: openIndex + 1, count: shown.length })}
                </span>
                <IconButton
                  icon={ChevronUp}
                  label={t("actions.previousChange")}
                  {...shortcut("previousChange")}
                  isDisabled={openIndex <= 0}
                  onPress={() => step(-1)}
                />
                <IconButton
                  icon={ChevronDown}
                  label={t("actions.nextChange")}
                  {...shortcut("nextChange")}
                  isDisabled={openIndex >= shown.length - 1}
                  onPress={() => step(1)}
                />
              </div>
              <div className="min-h-0 flex-1">{pages}</div>
            </Over>
          )}
        </>
      ) : (
        <Group
          className="h-full"
          defaultLayout={layout}
          onLayoutChanged={(next, { isUserInteraction }) => {
            if (isUserInteraction) setLayout(next);
          }}
        >
          <Panel id="changes" minSize={280} defaultSize="34">
            {changeList}
          </Panel>
          <Line label={t("compare.resize")} />
          <Panel id="places" minSize={482} defaultSize="66">
            {pages}
          </Panel>
        </Group>
      )}
    </div>
  );
}

function Line({ label }: { label: string }) {
  return (
    <Separator
      aria-label={label}
      className="relative w-px bg-line outline-none after:absolute after:inset-y-0 after:-left-px after:w-[3px] after:bg-transparent after:transition-colors hover:after:bg-accent focus-visible:after:bg-accent data-[separator=active]:after:bg-accent"
    />
  );
}

/** The pages over the list: what lies below is out of reach, so the keys go here. */
function Over({ children }: { children: React.ReactNode }) {
  const over = useRef<HTMLDivElement>(null);
  useEffect(() => over.current?.focus({ preventScroll: true }), []);
  return (
    <div ref={over} tabIndex={-1} className="absolute inset-0 z-10 flex flex-col bg-paper outline-none">
      {children}
    </div>
  );
}

function focusChange(list: HTMLElement | null, id: string | null): void {
  const button = id === null ? null : list?.querySelector<HTMLElement>(`[data-change="${CSS.escape(id)}"]`);
  (button ?? list)?.focus({ preventScroll: true });
  button?.scrollIntoView({ block: "nearest" });
}
