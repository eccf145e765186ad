import { ArrowLeft, PanelRightClose, PanelRightOpen } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "react-resizable-panels";
import * as z from "zod";
import type { Citation, Document } from "../../../electron/contract/documents.ts";
import type { Span } from "../../../electron/contract/findings.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { goalOf } from "../../lib/goalOf.ts";
import { useDocument } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { PaneGroup, PaneOver, PaneSeparator } from "../../ui/Panes.tsx";
import { type Goal, PageView, type PageViewHandle, usePageSizes } from "../reader/index.ts";
import { useElementSize } from "../../lib/useElementSize.ts";
import { useRemembered } from "../../lib/remembered.ts";
import { DocumentPane } from "./DocumentPane.tsx";
import { DocumentProblem } from "./DocumentProblem.tsx";
import { CitationsContext } from "./PointList.tsx";
import { firstChipOf, focusIn, movePoint, stepCitation } from "./roomKeys.ts";

interface ReadingRoomProps {
  readonly documentId: string;
  /** the quote to open at once, as from a search or an answer of a chat */
  readonly target?: Goal | null;
}

/** A document with its summary in the middle and its pages to the right, where every sentence can be checked. */
export function ReadingRoom({ documentId, target = null }: ReadingRoomProps) {
  const { t } = useTranslation();
  const document = useDocument(documentId);
  if (document.isPending) return <p className="p-8 text-muted">{t("summary.loading")}</p>;
  if (document.isError) return <DocumentProblem error={document.error} onRetry={() => void document.refetch()} />;
  return <Room key={documentId} document={document.data} target={target} />;
}

/** CSS pixels below which summary and pages do not stand side by side */
const narrowBelow = 860;

function Room({ document, target }: { document: Document; target: Goal | null }) {
  const { t } = useTranslation();
  const shortcut = useShortcut();
  const room = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const pages = useRef<PageViewHandle>(null);
  const { width } = useElementSize(room);
  const [isOpen, setIsOpen] = useRemembered("room.pages", z.boolean(), true);
  // in a narrow room the pages lie over the summary, and only when they are asked for
  const [isOver, setIsOver] = useState(target !== null);
  const [password, setPassword] = useState<string | null>(null);
  const [opened, setOpened] = useState<{ goal: Goal; chipId: string | null } | null>(
    target ? { goal: { ...target }, chipId: null } : null,
  );

  const sizes = usePageSizes(document.id);
  // What was read already can be looked at while the rest is read.
  const hasPages = document.status === "ready" || (document.status === "reading" && (sizes.data?.length ?? 0) > 0);
  const isNarrow = width > 0 && width < narrowBelow;
  const showsPages = hasPages && (isNarrow ? isOver : isOpen);

  const show = (goal: Goal, chipId: string | null) => {
    setOpened({ goal, chipId });
    if (isNarrow) setIsOver(true);
    else setIsOpen(true);
  };
  const shown = useRef(show);
  useEffect(() => {
    shown.current = show;
  });

  // another target of the same document, as when the next hit of a search is chosen
  const seenTarget = useRef(target);
  useEffect(() => {
    if (target && seenTarget.current !== target) shown.current({ ...target }, null);
    seenTarget.current = target;
  }, [target]);

  const leaveOver = () => {
    setIsOver(false);
    const chip = opened?.chipId;
    requestAnimationFrame(() => focusIn(chip ? chipButton(pane.current, chip) : pane.current));
  };
  const findInPages = () => {
    if (isNarrow) setIsOver(true);
    else setIsOpen(true);
    requestAnimationFrame(() => pages.current?.openFind());
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    const summary = pane.current;
    const point = event.target instanceof HTMLElement && event.target.matches("[data-point]") ? event.target : null;
    const step = (direction: 1 | -1) => {
      if (!summary) return;
      const button = chipIn(stepCitation(summary, opened?.chipId ?? null, direction));
      if (summary.contains(event.target as Node) || !isNarrow) focusIn(button);
      button?.click();
    };
    performPressed(
      event,
      "document",
      {
        nextPoint: { perform: () => summary && movePoint(summary, 1) },
        previousPoint: { perform: () => summary && movePoint(summary, -1) },
        openQuote: { perform: () => chipIn(firstChipOf(point))?.click() },
        nextCitation: { perform: () => step(1) },
        previousCitation: { perform: () => step(-1) },
        findInDocument: { isEnabled: hasPages, perform: findInPages },
        backToSummary: { isEnabled: isNarrow && isOver, perform: leaveOver },
      },
      { isOnItem: point !== null },
    );
  };

  // a document is worked with by keys as soon as it is open, also where the pane is made anew in another layout
  const holdPane = useCallback((element: HTMLDivElement | null) => {
    pane.current = element;
    if (globalThis.document.activeElement === globalThis.document.body) element?.focus({ preventScroll: true });
  }, []);

  const citations = useMemo(
    () => ({
      openId: opened?.chipId ?? null,
      open: (citation: Citation, chipId: string, words: readonly Span[]) =>
        shown.current(goalOf(citation, words), chipId),
    }),
    [opened?.chipId],
  );

  const pageView = hasPages && (
    <PageView
      ref={pages}
      document={document}
      goal={opened?.goal ?? null}
      password={password}
      onPassword={setPassword}
      leading={
        isNarrow && (
          <Button
            kind="quiet"
            size="small"
            aria-keyshortcuts={shortcut("backToSummary")["aria-keyshortcuts"]}
            onPress={leaveOver}
          >
            <ArrowLeft size={16} aria-hidden />
            {t("actions.backToSummary")}
          </Button>
        )
      }
      trailing={
        !isNarrow && (
          <IconButton label={t("summary.hidePages")} icon={PanelRightClose} onPress={() => setIsOpen(false)} />
        )
      }
    />
  );
  const paneView = (
    <DocumentPane
      ref={holdPane}
      document={document}
      onPassword={setPassword}
      onPage={(page) => show({ page, start: 0, end: 0 }, null)}
      pagesButton={
        hasPages &&
        !showsPages && (
          <Button size="small" onPress={() => (isNarrow ? setIsOver(true) : setIsOpen(true))}>
            <PanelRightOpen size={15} aria-hidden />
            {t("summary.showPages")}
          </Button>
        )
      }
    />
  );

  return (
    <CitationsContext value={citations}>
      <div ref={room} className="relative h-full min-w-0" onKeyDown={onKeyDown}>
        {isNarrow || !showsPages ? (
          <>
            <div className="h-full" inert={isNarrow && showsPages}>
              {paneView}
            </div>
            {isNarrow && showsPages && <PaneOver>{pageView}</PaneOver>}
          </>
        ) : (
          <PaneGroup name="room.layout">
            <Panel id="summary" minSize={380} defaultSize="54">
              {paneView}
            </Panel>
            <PaneSeparator label={t("summary.resize")} />
            <Panel id="pages" minSize={340} defaultSize="46">
              {pageView}
            </Panel>
          </PaneGroup>
        )}
      </div>
    </CitationsContext>
  );
}

function chipIn(holder: HTMLElement | null): HTMLElement | null {
  return holder?.querySelector("button") ?? null;
}

function chipButton(pane: HTMLElement | null, chipId: string): HTMLElement | null {
  return chipIn(pane?.querySelector<HTMLElement>(`[data-chip="${CSS.escape(chipId)}"]`) ?? null);
}
