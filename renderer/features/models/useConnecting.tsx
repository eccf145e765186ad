import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { callError } from "../../lib/client.ts";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { useAction } from "../../lib/useAction.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";

/** Runs what connects to something else. */
export type Connect = (action: () => Promise<unknown>) => Promise<void>;

/**
 * Runs what connects to something else. Where the offline lock refuses it the person is asked, and it is run again once the lock was
 * turned off; anything else that goes wrong is told by a toast.
 * @returns `connect`, and the question, which stands anywhere in the view
 */
export function useConnecting(): {
  readonly connect: Connect;
  readonly question: ReactNode;
} {
  const { t } = useTranslation();
  const { setLocked } = useOfflineLock();
  const act = useAction();
  const [refused, setRefused] = useState<{ host: string; again: () => Promise<unknown> } | null>(null);

  async function connect(action: () => Promise<unknown>): Promise<void> {
    await act(async () => {
      try {
        await action();
      } catch (thrown) {
        const host = lockedHost(thrown);
        if (host === null) throw thrown;
        setRefused({ host, again: action });
      }
    });
  }

  const question = (
    <ConfirmDialog
      isOpen={refused !== null}
      title={t("catalogue.unlockTitle", { host: refused?.host ?? "" })}
      confirm={t("catalogue.unlock")}
      onConfirm={() =>
        void act(async () => {
          if (await setLocked(false)) await refused?.again();
        })
      }
      onClose={() => setRefused(null)}
    >
      {t("catalogue.unlockText", { host: refused?.host ?? "" })}
    </ConfirmDialog>
  );
  return { connect, question };
}

/** The host that the lock kept from being connected to, where a person may turn it off; null for any other error. */
function lockedHost(thrown: unknown): string | null {
  const error = callError(thrown);
  if (error.code !== "OFFLINE_LOCKED" || error.data?.reason === "FORCED") return null;
  return typeof error.data?.host === "string" ? error.data.host : "";
}
