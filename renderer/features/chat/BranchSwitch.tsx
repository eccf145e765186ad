import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/IconButton.tsx";
import type { BranchEntry } from "./branch.ts";

/** ‹ 2/3 ›: leafs through the versions of a message. Nothing where there is only one. */
export function BranchSwitch(props: { entry: BranchEntry; isBusy: boolean; onShow(messageId: string): void }) {
  const { t } = useTranslation();
  const { siblings, index } = props.entry;
  if (siblings.length < 2) return null;
  const show = (at: number) => {
    const message = siblings[at];
    if (message) props.onShow(message.id);
  };
  return (
    <span
      role="group"
      aria-label={t("chat.branch", { index: index + 1, total: siblings.length })}
      className="flex items-center text-small text-muted tabular-nums"
    >
      <IconButton
        icon={ChevronLeft}
        size="small"
        label={t("chat.previousBranch")}
        isDisabled={index === 0 || props.isBusy}
        onPress={() => show(index - 1)}
      />
      <span>
        {index + 1}/{siblings.length}
      </span>
      <IconButton
        icon={ChevronRight}
        size="small"
        label={t("chat.nextBranch")}
        isDisabled={index === siblings.length - 1 || props.isBusy}
        onPress={() => show(index + 1)}
      />
    </span>
  );
}
