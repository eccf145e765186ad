import { ArrowLeft, ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "react-resizable-panels";
import type { Change, ChangeReason, Comparison } from "../../../electron/contract/compare.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { PaneGroup, PaneOver, PaneSeparator } from "../../ui/Panes.tsx";
import { useElementSize } from "../../lib/useElementSize.ts";
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

/** The list of changes and the pages of both documents, worked with by mouse or keys. */
export function CompareRoom({ comparison, before, after }: CompareRoomProps) {
  const { t } = useTranslation();
  const shortcut = useShortcut();
  const room = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(room);
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
    <PaneGroup name="compare.sides">
      <Panel id="before" minSize={240}>
        <SidePages side="before" document={before} name={nameBeside(before, after)} change={open} />
      </Panel>
      <PaneSeparator label={t("compare.resizePages")} />
      <Panel id="after" minSize={240}>
        <SidePages side="after" document={after} name={nameBeside(after, before)} change={open} />
      </Panel>
    </PaneGroup>
  );

  return (
    <div ref={room} className="relative h-full min-w-0" onKeyDown={onKeyDown}>
      {isNarrow ? (
        <>
          <div className="h-full" inert={isOver}>
            {changeList}
          </div>
          {isOver && open && (
            <PaneOver>
              <div className="flex h-full flex-col">
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
              </div>
            </PaneOver>
          )}
        </>
      ) : (
        <PaneGroup name="compare.layout">
          <Panel id="changes" minSize={280} defaultSize="34">
            {changeList}
          </Panel>
          <PaneSeparator label={t("compare.resize")} />
          <Panel id="places" minSize={482} defaultSize="66">
            {pages}
          </Panel>
        </PaneGroup>
      )}
    </div>
  );
}

function focusChange(list: HTMLElement | null, id: string | null): void {
  const button = id === null ? null : list?.querySelector<HTMLElement>(`[data-change="${CSS.escape(id)}"]`);
  (button ?? list)?.focus({ preventScroll: true });
  button?.scrollIntoView({ block: "nearest" });
}
