import { ArrowDown, ArrowUp, ChevronRight, Ellipsis, GripVertical, ListStart, ListX, Sparkles, X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import { Button as AriaButton } from "react-aria-components";
import type { CollectionDetail, Member, CollectionPart } from "../../../electron/contract/collections.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { useApi } from "../../lib/api.ts";
import { hrefOf } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { moved, shownState, type ShownState } from "./queueWords.ts";
import { SetPoints } from "./SetPoints.tsx";

interface MemberTableProps {
  readonly collection: CollectionDetail;
  /** what each document adds to the summary of the set, by its id */
  readonly parts: ReadonlyMap<string, CollectionPart>;
}

/** The documents of the collection in the order of their summaries: dragged, moved by keys or by the menu of their row. */
export function MemberTable({ collection, parts }: MemberTableProps) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const shortcut = useShortcut();
  const hint = useId();
  const [dragged, setDragged] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const ids = collection.members.map(({ document }) => document.id);

  function order(next: readonly string[], id: string) {
    const title = collection.members.find(({ document }) => document.id === id)?.document.title ?? "";
    void act(() => api.collections.order({ id: collection.id, documentIds: [...next] })).then((isDone) => {
      if (isDone) setTold(t("collections.table.moved", { title, position: next.indexOf(id) + 1, total: next.length }));
    });
  }

  return (
    <>
      <p id={hint} className="sr-only">
        {t("collections.table.hint", { up: shortcut("moveUp").keys ?? "", down: shortcut("moveDown").keys ?? "" })}
      </p>
      <p role="status" className="sr-only">
        {told}
      </p>
      <table aria-label={t("collections.table.title")} aria-describedby={hint} className="w-full table-fixed text-left">
        <thead className="text-small text-muted">
          <tr className="border-b border-line">
            <th scope="col" className="py-2 pl-7 font-medium">
              {t("collections.table.document")}
            </th>
            <th scope="col" className="w-16 py-2 pr-3 text-right font-medium">
              {t("collections.table.pages")}
            </th>
            <th scope="col" className="w-32 py-2 pl-2 font-medium">
              {t("collections.table.state")}
            </th>
            <th scope="col" className="w-9">
              <span className="sr-only">{t("collections.table.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {collection.members.map((member) => (
            <MemberRow
              key={member.document.id}
              collectionId={collection.id}
              member={member}
              part={parts.get(member.document.id) ?? null}
              index={ids.indexOf(member.document.id)}
              total={ids.length}
              isDragged={dragged === member.document.id}
              onMove={(step) => order(moved(ids, member.document.id, step), member.document.id)}
              onDragStart={() => setDragged(member.document.id)}
              onDragEnd={() => setDragged(null)}
              onDropHere={() => {
                if (dragged === null || dragged === member.document.id) return;
                const step = ids.indexOf(member.document.id) - ids.indexOf(dragged);
                order(moved(ids, dragged, step), dragged);
              }}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface MemberRowProps {
  readonly collectionId: string;
  readonly member: Member;
  readonly part: CollectionPart | null;
  /** in the order of the summaries, from 0 */
  readonly index: number;
  readonly total: number;
  readonly isDragged: boolean;
  onMove(step: number | "first"): void;
  onDragStart(): void;
  onDragEnd(): void;
  onDropHere(): void;
}

const rowType = "application/x-tramontane-row";

function MemberRow(props: MemberRowProps) {
  const { member, part, isDragged, onMove } = props;
  const { t } = useTranslation();
  const shortcut = useShortcut();
  const words = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const [isOver, setIsOver] = useState(false);
  const panel = useId();
  const { document, path, line, problem } = member;
  const state = shownState(member);
  const reason = state === "unreadable" ? document.problem : problem;
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  const onKeyDown = (event: KeyboardEvent) =>
    performPressed(event, "collection", {
      moveUp: { perform: () => onMove(-1) },
      moveDown: { perform: () => onMove(1) },
    });
  return (
    <>
      <tr
        className={`group border-b border-line align-top ${isDragged ? "opacity-50" : ""} ${isOver ? "bg-accent-soft" : ""}`}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(rowType)) return;
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          setIsOver(false);
          if (!event.dataTransfer.types.includes(rowType)) return;
          event.preventDefault();
          props.onDropHere();
        }}
      >
        <td className="py-2.5 pr-2">
          <div className="flex items-start gap-1">
            <AriaButton
              aria-expanded={isOpen}
              aria-controls={panel}
              aria-label={t("collections.table.show", { title: document.title })}
              isDisabled={part === null || part.points.length === 0}
              onPress={() => setIsOpen(!isOpen)}
              className="-ml-1 flex size-6 shrink-0 items-center justify-center rounded-control text-muted data-disabled:opacity-30 data-hovered:bg-hover"
            >
              <ChevronRight aria-hidden size={15} className={`transition-transform ${isOpen ? "rotate-90" : ""}`} />
            </AriaButton>
            <div className="min-w-0 flex-1">
              <a
                href={hrefOf({ view: "document", id: document.id, target: null })}
                onKeyDown={onKeyDown}
                aria-keyshortcuts={`${shortcut("moveUp")["aria-keyshortcuts"]} ${shortcut("moveDown")["aria-keyshortcuts"]}`}
                title={path}
                className="block truncate rounded-small font-medium hover:underline"
              >
                {document.title}
              </a>
              <p className="truncate text-small text-muted" title={path}>
                {folder === "" ? document.name : path}
              </p>
              {reason ? (
                <p className="mt-0.5 line-clamp-2 text-small text-danger">
                  {words.error(reason)} <span className="font-mono">{reason.code}</span>
                </p>
              ) : line && !isOpen ? (
                <p className="mt-0.5 line-clamp-2 font-serif text-body text-ink" dir="auto">
                  {line}
                </p>
              ) : null}
            </div>
          </div>
        </td>
        <td className="py-2.5 pr-3 text-right tabular-nums">{document.status === "ready" ? document.pages : "–"}</td>
        <td className="py-2.5 pl-2">
          <StateWords state={state} />
        </td>
        <td className="py-2">
          <div className="flex items-center">
            <span
              aria-hidden
              draggable
              title={t("collections.table.drag")}
              onDragStart={(event) => {
                event.dataTransfer.setData(rowType, document.id);
                event.dataTransfer.effectAllowed = "move";
                props.onDragStart();
              }}
              onDragEnd={props.onDragEnd}
              className="-ml-4 flex h-7 w-4 cursor-grab items-center text-faint opacity-0 group-hover:opacity-100"
            >
              <GripVertical size={14} />
            </span>
            <RowMenu {...props} state={state} />
          </div>
        </td>
      </tr>
      {isOpen && part ? (
        <tr id={panel} className="border-b border-line">
          <td colSpan={4} className="pt-3 pr-4 pb-4 pl-7">
            <p className="mb-2 text-small text-muted">{t(partWords[part.source])}</p>
            <SetPoints
              points={part.points}
              label={document.title}
              isWritten={part.source !== "digest"}
              isParagraph={part.source === "paragraph"}
            />
          </td>
        </tr>
      ) : null}
    </>
  );
}

const partWords = {
  paragraph: "collections.table.fromParagraph",
  summary: "collections.table.fromSummary",
  digest: "collections.table.fromDigest",
  none: "collections.table.fromDigest",
} as const satisfies Record<CollectionPart["source"], string>;

const stateInk: Record<ShownState, string> = {
  reading: "text-muted",
  unreadable: "text-danger",
  idle: "text-muted",
  waiting: "text-muted",
  running: "text-accent-strong font-medium",
  done: "text-good",
  failed: "text-danger",
};

function StateWords({ state }: { state: ShownState }) {
  const { t } = useTranslation();
  return <span className={`text-small ${stateInk[state]}`}>{t(`collections.state.${state}`)}</span>;
}

function RowMenu({ collectionId, member, index, total, onMove, state }: MemberRowProps & { state: ShownState }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const shortcut = useShortcut();
  const toasts = useToasts();
  const { id: documentId, title } = member.document;
  const one = { id: collectionId, documentIds: [documentId] };
  const remove = () =>
    act(async () => {
      await api.collections.removeDocuments(one);
      toasts.show({
        text: t("collections.table.removed", { title }),
        action: { label: t("common.undo"), onPress: () => void act(() => api.collections.addDocuments(one)) },
      });
    });
  return (
    <Menu
      aria-label={t("collections.table.actionsOf", { title })}
      trigger={
        <AriaButton
          aria-label={t("collections.table.actionsOf", { title })}
          className="flex size-7 items-center justify-center rounded-control text-muted data-hovered:bg-hover data-pressed:bg-pressed"
        >
          <Ellipsis aria-hidden size={16} />
        </AriaButton>
      }
    >
      {state === "waiting" ? (
        <MenuItem icon={ListX} onAction={() => void act(() => api.collections.unqueue(one))}>
          {t("collections.table.unqueue")}
        </MenuItem>
      ) : (
        <MenuItem
          icon={Sparkles}
          isDisabled={state === "running" || member.document.status !== "ready"}
          onAction={() => void act(() => api.collections.summarize(one))}
        >
          {member.summaryId === null ? t("collections.table.summarize") : t("collections.table.again")}
        </MenuItem>
      )}
      <MenuItem icon={ListStart} isDisabled={index === 0} onAction={() => onMove("first")}>
        {t("collections.table.first")}
      </MenuItem>
      <MenuItem icon={ArrowUp} {...shortcut("moveUp")} isDisabled={index === 0} onAction={() => onMove(-1)}>
        {t("actions.moveUp")}
      </MenuItem>
      <MenuItem icon={ArrowDown} {...shortcut("moveDown")} isDisabled={index === total - 1} onAction={() => onMove(1)}>
        {t("actions.moveDown")}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={X} onAction={() => void remove()}>
        {t("collections.table.remove")}
      </MenuItem>
    </Menu>
  );
}
