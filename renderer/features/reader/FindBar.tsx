import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import type { FindState } from "./useFindState.ts";

/** the most places the search answers with */
const mostHits = 1000;

export function FindBar({ inputId, find, onClose }: { inputId: string; find: FindState; onClose: () => void }) {
  const { t } = useTranslation();
  const shortcut = useShortcut();
  const count = find.hits.length;
  const isAsked = find.words.trim() !== "" && !find.isSearching;
  const found = t(count >= mostHits ? "reader.hitOfMany" : "reader.hitOf", { index: find.index + 1, count });
  return (
    <search
      className="flex h-11 shrink-0 items-center gap-0.5 border-b border-line bg-paper px-2"
      onKeyDown={(event) => {
        const isOurs = performPressed(event, "find", {
          nextHit: { isEnabled: isField(event.target), perform: () => find.go(1) },
          previousHit: { isEnabled: isField(event.target), perform: () => find.go(-1) },
          closeFind: { perform: onClose },
        });
        if (isOurs) event.stopPropagation();
      }}
    >
      <input
        id={inputId}
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={t("reader.findWords")}
        placeholder={t("reader.findWords")}
        value={find.words}
        maxLength={200}
        className="h-8 min-w-0 flex-1 rounded-control border border-edge bg-surface px-2.5 outline-none placeholder:text-faint focus:border-accent focus:ring-1 focus:ring-accent"
        onChange={(event) => find.setWords(event.target.value)}
      />
      <output className="shrink-0 px-2 text-small whitespace-nowrap text-muted tabular-nums" aria-live="polite">
        {isAsked ? (count === 0 ? t("reader.noHits") : found) : ""}
      </output>
      <IconButton
        label={t("actions.previousHit")}
        {...shortcut("previousHit")}
        icon={ChevronUp}
        isDisabled={count === 0}
        onPress={() => find.go(-1)}
      />
      <IconButton
        label={t("actions.nextHit")}
        {...shortcut("nextHit")}
        icon={ChevronDown}
        isDisabled={count === 0}
        onPress={() => find.go(1)}
      />
      <IconButton label={t("actions.closeFind")} {...shortcut("closeFind")} icon={X} onPress={onClose} />
    </search>
  );
}

/** On a button Enter presses it. */
function isField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement;
}
