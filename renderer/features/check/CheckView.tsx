import { ArrowLeft, PanelRightClose } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "react-resizable-panels";
import * as z from "zod";
import { mostChecked } from "../../../electron/contract/check.ts";
import type { Citation, Document } from "../../../electron/contract/documents.ts";
import type { Span } from "../../../electron/contract/findings.ts";
import type { Support } from "../../../electron/contract/summaries.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { useApi } from "../../lib/api.ts";
import { useCollections, useDocuments, useModels } from "../../lib/queries.ts";
import { canChat } from "../../lib/writingModels.ts";
import { useRemembered } from "../../lib/remembered.ts";
import { replaceRoute } from "../../lib/route.ts";
import { useElementSize } from "../../lib/useElementSize.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { PaneGroup, PaneOver, PaneSeparator } from "../../ui/Panes.tsx";
import { quoteSpans, wordsOnPage } from "../../ui/litPieces.ts";
import { useIntake } from "../library/index.ts";
import { type Goal, PageView } from "../reader/index.ts";
import { CheckForm } from "./CheckForm.tsx";
import { useCheckDesk, useDeskState } from "./checkDesk.ts";
import { ClaimList } from "./ClaimList.tsx";
import { firstPlace, placeKey } from "./claimRows.ts";

interface CheckViewProps {
  /** documents that the text is to be held against from now on; none leaves them as they are */
  readonly documentIds: readonly string[];
  /** the same of all documents of a collection */
  readonly collectionId: string | null;
}

/** CSS pixels below which sentences and pages do not stand side by side */
const narrowBelow = 860;

interface Opened {
  /** of the sentence */
  readonly index: number;
  readonly citation: Citation;
  /** words of the page that the sentence was held against */
  readonly words: readonly Span[];
}

/** A text held against documents, sentence by sentence: what they say, what they contradict and what is not in them. */
export function CheckView({ documentIds, collectionId }: CheckViewProps) {
  const api = useApi();
  const desk = useCheckDesk();
  const state = useDeskState(desk);
  const room = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const { width } = useElementSize(room);
  const [chosen, setChosen] = useState<ReadonlySet<Support>>(new Set());
  const [opened, setOpened] = useState<Opened | null>(null);
  const documents = useChosenDocuments(state.documentIds);
  const titleOf = useTitles(documents);
  const against = useAgainst(documents.filter(({ id }) => state.heldAgainst.includes(id)));
  const isNarrow = width > 0 && width < narrowBelow;
  const isWriting = state.phase === "writing";
  const searchable = documents.filter(({ status }) => status === "ready");
  const canStart = state.text.trim() !== "" && state.text.length <= mostChecked.textCharacters && searchable.length > 0;

  const [asksModel, setAsksModel] = useRemembered("check.asksModel", z.boolean(), true);
  const canAsk = (useModels().data ?? []).some(canChat);

  useAskedDocuments(documentIds, collectionId);
  const addFiles = useAddFiles();

  useEffect(() => {
    // worked with by keys as soon as it is there
    if (document.activeElement === document.body) (isWriting ? field : list).current?.focus({ preventScroll: true });
  }, [isWriting]);

  const check = () => void desk.check(searchable, canAsk && asksModel);
  const start = () => {
    if (!canStart) return;
    setOpened(null);
    setChosen(new Set());
    check();
  };
  const open = useCallback(
    (index: number, citation: Citation, words: readonly Span[]) => setOpened({ index, citation, words }),
    [],
  );
  const leavePages = () => {
    setOpened(null);
    const from = opened?.index;
    requestAnimationFrame(() => focusSentence(list.current, from));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const sentence =
      event.target instanceof HTMLElement && event.target.matches("[data-sentence]") ? event.target : null;
    performPressed(
      event,
      "check",
      {
        startCheck: { isEnabled: isWriting && canStart, perform: start },
        nextSentence: { isEnabled: !isWriting, perform: () => stepSentence(list.current, 1) },
        previousSentence: { isEnabled: !isWriting, perform: () => stepSentence(list.current, -1) },
        openPlace: {
          isEnabled: sentence !== null,
          perform: () => {
            const index = Number(sentence?.dataset["sentence"]);
            const place = firstPlace(state.claims?.[index]?.checked);
            if (place) open(index, place.citation, wordsOnPage(place.citation, quoteSpans(place.findings, 0)));
          },
        },
        backToSentences: { isEnabled: opened !== null, perform: leavePages },
      },
      { isOnItem: sentence !== null },
    );
  };

  const sentences = (
    <ClaimList
      ref={list}
      state={state}
      against={against}
      chosen={chosen}
      onChosen={setChosen}
      open={opened ? { index: opened.index, place: placeKey(opened.citation) } : null}
      onOpen={open}
      titleOf={titleOf}
      onEdit={() => {
        setOpened(null);
        desk.edit();
        requestAnimationFrame(() => field.current?.focus());
      }}
      onStop={desk.stop}
      onResume={check}
      makeExport={(claims, format) =>
        api.check.export({ documentIds: [...state.heldAgainst], text: state.text, claims: [...claims], format })
      }
    />
  );
  const openDocument = documents.find(({ id }) => id === opened?.citation.documentId);
  const pages =
    opened && openDocument ? (
      <Pages document={openDocument} opened={opened} isNarrow={isNarrow} onLeave={leavePages} />
    ) : null;

  return (
    <div ref={room} className="relative h-full min-w-0" onKeyDown={onKeyDown}>
      {isWriting ? (
        <div className="h-full overflow-y-auto">
          <CheckForm
            ref={field}
            text={state.text}
            documents={documents}
            canStart={canStart}
            asksModel={canAsk ? asksModel : null}
            onAsksModel={setAsksModel}
            onText={desk.setText}
            onDocuments={desk.setDocuments}
            onFiles={addFiles}
            onStart={start}
          />
        </div>
      ) : isNarrow ? (
        <>
          <div className="h-full" inert={pages !== null}>
            {sentences}
          </div>
          {pages && <PaneOver>{pages}</PaneOver>}
        </>
      ) : (
        <SideBySide sentences={sentences} pages={pages} />
      )}
    </div>
  );
}

/** The sentences keep their place, and what has the focus among them, when pages come and go. */
function SideBySide({ sentences, pages }: { sentences: ReactNode; pages: ReactNode }) {
  const { t } = useTranslation();
  return (
    <PaneGroup name="check.layout">
      <Panel id="sentences" minSize={380} defaultSize="54">
        {sentences}
      </Panel>
      {pages && (
        <>
          <PaneSeparator label={t("check.resize")} />
          <Panel id="places" minSize={340} defaultSize="46">
            {pages}
          </Panel>
        </>
      )}
    </PaneGroup>
  );
}

/** The page of a quote, lit there. */
function Pages({
  document,
  opened: { citation, words },
  isNarrow,
  onLeave,
}: {
  document: Document;
  opened: Opened;
  isNarrow: boolean;
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  const shortcut = useShortcut()("backToSentences");
  const [password, setPassword] = useState<string | null>(null);
  const goal = useMemo<Goal>(
    () => ({ page: citation.page, start: citation.start, end: citation.end, words }),
    [citation, words],
  );
  return (
    <PageView
      key={document.id}
      document={document}
      name={document.title}
      goal={goal}
      password={password}
      onPassword={setPassword}
      leading={
        isNarrow && (
          <Button kind="quiet" size="small" aria-keyshortcuts={shortcut["aria-keyshortcuts"]} onPress={onLeave}>
            <ArrowLeft size={16} aria-hidden />
            {t("actions.backToSentences")}
          </Button>
        )
      }
      trailing={
        !isNarrow && <IconButton label={t("check.hidePages")} icon={PanelRightClose} {...shortcut} onPress={onLeave} />
      }
    />
  );
}

/** Takes what the address asks for, once: what is chosen later in the view stays. */
function useAskedDocuments(documentIds: readonly string[], collectionId: string | null): void {
  const desk = useCheckDesk();
  const collections = useCollections().data;
  const known = useDocuments().data;
  useEffect(() => {
    if (documentIds.length === 0 && collectionId === null) return;
    if (!known || (collectionId !== null && !collections)) return;
    const members = collections?.find(({ id }) => id === collectionId)?.documentIds ?? [];
    const ready = new Set(known.filter(({ status }) => status !== "failed").map(({ id }) => id));
    desk.setDocuments([...documentIds, ...members.filter((id) => ready.has(id))]);
    replaceRoute({ view: "check", documentIds: [], collectionId: null });
  }, [desk, documentIds, collectionId, collections, known]);
}

/** Files dropped on the view, or chosen in it, are read and added to the documents. */
function useAddFiles(): (files: readonly File[]) => void {
  const desk = useCheckDesk();
  const intake = useIntake();
  const add = useCallback(
    (files: readonly File[]) => void intake.add(files, (id) => desk.setDocuments([...desk.state.documentIds, id])),
    [desk, intake],
  );
  useEffect(() => intake.receiveWith(add, "check"), [intake, add]);
  return add;
}

/** Those that are still there, in the order in which they were chosen. */
function useChosenDocuments(ids: readonly string[]): readonly Document[] {
  const documents = useDocuments().data;
  return useMemo(() => {
    const byId = new Map((documents ?? []).map((each) => [each.id, each]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }, [documents, ids]);
}

function useTitles(documents: readonly Document[]): (id: string) => string {
  const titles = useMemo(() => new Map(documents.map(({ id, title }) => [id, title])), [documents]);
  return useCallback((id) => titles.get(id) ?? "", [titles]);
}

function useAgainst(documents: readonly Document[]): string {
  const { t } = useTranslation();
  const [first] = documents;
  if (first && documents.length === 1) return first.title;
  return t("check.documentCount", { count: documents.length });
}

function stepSentence(list: HTMLElement | null, direction: 1 | -1): void {
  const sentences = [...(list?.querySelectorAll<HTMLElement>("[data-sentence]") ?? [])];
  const active = document.activeElement;
  const current = sentences.findIndex((sentence) => sentence.contains(active));
  const next = sentences[current === -1 ? 0 : current + direction];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

function focusSentence(list: HTMLElement | null, index: number | undefined): void {
  const sentence = index === undefined ? null : list?.querySelector<HTMLElement>(`[data-sentence="${String(index)}"]`);
  (sentence ?? list)?.focus({ preventScroll: true });
  sentence?.scrollIntoView({ block: "nearest" });
}
