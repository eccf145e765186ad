import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";

export interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** what the button that goes on says: the deed itself, such as "Delete" */
  readonly confirm: string;
  readonly isDanger?: boolean;
  onConfirm(): void;
  onClose(): void;
}

export function ConfirmDialog({ isOpen, title, children, confirm, isDanger, onConfirm, onClose }: ConfirmDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      role="alertdialog"
      isOpen={isOpen}
      onOpenChange={(open) => open || onClose()}
      title={title}
      actions={
        <>
          <Button autoFocus={isDanger === true} onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button
            autoFocus={isDanger !== true}
            kind={isDanger ? "danger" : "primary"}
            onPress={() => {
              onConfirm();
              onClose();
            }}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
