import { Circle, CircleCheck, ExternalLink, ListStart, RotateCcw, X } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Menu as AriaMenu } from "react-aria-components";
import type { AnswerRow } from "../../../electron/contract/answerTables.ts";
import { openDocument } from "../../lib/route.ts";
import { MenuItem } from "../../ui/Menu.tsx";
import { Popover } from "../../ui/Popover.tsx";

interface RowMenuProps {
  readonly row: AnswerRow;
  readonly button: HTMLButtonElement;
  onApprove(row: AnswerRow): void;
  onRemove(row: AnswerRow): void;
  /** Puts it before all others, in the table and in what is asked. */
  onFirst(row: AnswerRow): void;
  onAskAgain(row: AnswerRow): void;
  onClose(): void;
}

/** What can be done with a row: one menu for all of them, at the button that was pressed. */
export function RowMenu({ row, button, onApprove, onRemove, onFirst, onAskAgain, onClose }: RowMenuProps) {
  const { t } = useTranslation();
  const trigger = useRef(button);
  const { document, approved } = row;
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      placement="bottom end"
      className="min-w-44"
    >
      <AriaMenu
        aria-label={t("tables.row.actionsOf", { title: document.title })}
        autoFocus="first"
        onClose={onClose}
        className="p-1 outline-none"
      >
        <MenuItem icon={ExternalLink} onAction={() => openDocument(document.id)}>
          {t("tables.row.openDocument")}
        </MenuItem>
        <MenuItem icon={approved ? Circle : CircleCheck} onAction={() => onApprove(row)}>
          {t(approved ? "tables.row.takeApproval" : "tables.row.giveApproval")}
        </MenuItem>
        <MenuItem icon={ListStart} onAction={() => onFirst(row)}>
          {t("tables.row.first")}
        </MenuItem>
        <MenuItem icon={RotateCcw} onAction={() => onAskAgain(row)}>
          {t("tables.row.askAgain")}
        </MenuItem>
        <MenuItem icon={X} onAction={() => onRemove(row)}>
          {t("tables.row.remove")}
        </MenuItem>
      </AriaMenu>
    </Popover>
  );
}
