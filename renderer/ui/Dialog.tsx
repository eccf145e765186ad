import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

export interface DialogProps {
  readonly isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  readonly title: string;
  readonly children: ReactNode;
  /** buttons, the one that goes on last */
  readonly actions?: ReactNode;
  /** alertdialog: a question that must be answered before anything is taken away */
  readonly role?: "dialog" | "alertdialog";
  readonly width?: string;
}

export function Dialog({ isOpen, onOpenChange, title, children, actions, role = "dialog", width }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={role === "dialog"}
      className="fades-in fixed inset-0 z-50 flex items-center justify-center bg-scrim p-6"
    >
      <Modal className={`moves-in max-h-full w-full overflow-auto ${width ?? "max-w-md"}`}>
        <AriaDialog role={role} className="rounded-card bg-surface p-6 shadow-float outline-none">
          <Heading slot="title" className="text-lead font-semibold">
            {title}
          </Heading>
          <div className="mt-2 text-muted">{children}</div>
          {actions ? <div className="mt-6 flex flex-wrap justify-end gap-2">{actions}</div> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
