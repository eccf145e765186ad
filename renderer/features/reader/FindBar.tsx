import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/IconButton.tsx";
import type { FindState } from "./useFindState.ts";

/** the most places the search answers with */
const mostHits = 1000;

export function FindBar({ inputId, find, onClose }: { inputId: string; find: FindState; onClose: () => void }) {
  const { t } = useTranslation();
  const count = find.hits.length;
  const isAsked = find.words.trim() !== "" && !find.isSearching;
  const found = t(count >= mostHits ? "reader.hitOfMany" : "reader.hitOf", { index: find.index + 1, count });
  return (
    <search
      className="flex h-11 shrink-0 items-center gap-0.5 border-b border-line bg-paper px-2"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
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
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          find.go(event.shiftKey ? -1 : 1);
        }}
      />
      <output className="shrink-0 px-2 text-small whitespace-nowrap text-muted tabular-nums" aria-live="polite">
        {isAsked ? (count === 0 ? t("reader.noHits") : found) : ""}
      </output>
      <IconButton
        label={t("reader.previousHit")}
        keys="Shift+Enter"
        icon={ChevronUp}
        isDisabled={count === 0}
        onPress={() => find.go(-1)}
      />
      <IconButton
        label={t("reader.nextHit")}
        keys="Enter"
        icon={ChevronDown}
        isDisabled={count === 0}
        onPress={() => find.go(1)}
      />
      <IconButton label={t("reader.closeFind")} keys="Esc" icon={X} onPress={onClose} />
    </search>
  );
}
