import { X } from "lucide-react";
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import {
  Button as AriaButton,
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { internalError } from "../../electron/contract/errors.ts";
import { Button } from "./Button.tsx";

export interface Toast {
  readonly text: string;
  readonly isProblem?: boolean;
  readonly action?: { readonly label: string; onPress(): void };
}

export interface Toasts {
  readonly queue: ToastQueue<Toast>;
  /** Shows a line at the bottom; one with an action stays longer. */
  show(toast: Toast): void;
}

export function createToasts(): Toasts {
  const queue = new ToastQueue<Toast>({ maxVisibleToasts: 3 });
  return {
    queue,
    show: (toast) => void queue.add(toast, { timeout: toast.action || toast.isProblem ? 12_000 : 6000 }),
  };
}

export const ToastsContext = createContext<Toasts | null>(null);

export function useToasts(): Toasts {
  const toasts = useContext(ToastsContext);
  if (!toasts) throw internalError("No ToastsContext above this component.");
  return toasts;
}

/** Where toasts appear; once in the window. F6 leads to it. */
export function ToastsRegion() {
  const { queue } = useToasts();
  const { t } = useTranslation();
  return (
    <ToastRegion
      queue={queue}
      aria-label={t("common.messages")}
      className="fixed bottom-5 left-1/2 z-60 flex -translate-x-1/2 flex-col items-center gap-2 outline-none"
    >
      {({ toast }) => (
        <AriaToast
          toast={toast}
          className="toast flex max-w-xl items-center gap-3 rounded-card bg-ink py-2 pr-2 pl-4 text-paper shadow-float"
        >
          <ToastContent className="min-w-0 flex-1">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.action ? (
            <Button
              kind="quiet"
              size="small"
              className="text-paper underline underline-offset-2 data-hovered:bg-paper/15 data-hovered:text-paper"
              onPress={() => {
                toast.content.action?.onPress();
                queue.close(toast.key);
              }}
            >
              {toast.content.action.label}
            </Button>
          ) : null}
          <AriaButton
            slot="close"
            aria-label={t("common.close")}
            className="flex size-7 shrink-0 items-center justify-center rounded-control data-hovered:bg-paper/15"
          >
            <X aria-hidden size={15} />
          </AriaButton>
        </AriaToast>
      )}
    </ToastRegion>
  );
}
