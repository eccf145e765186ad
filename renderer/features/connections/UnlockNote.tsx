import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { Button } from "../../ui/Button.tsx";

/** Stands where something was asked for that the offline lock keeps from happening, with the way to open it; nothing where it is open. @param text what it keeps from happening, in place of connecting */
export function UnlockNote({ text, onUnlock }: { text?: string; onUnlock?: () => void }) {
  const { t } = useTranslation();
  const { isLocked, isForced, setLocked } = useOfflineLock();
  if (!isLocked) return null;
  return (
    <div role="note" className="flex flex-wrap items-center gap-3 rounded-card bg-accent-soft px-4 py-3">
      <Lock aria-hidden size={17} strokeWidth={1.8} className="shrink-0 text-accent" />
      <p className="min-w-48 flex-1">
        {isForced ? t("connections.forcedText") : (text ?? t("connections.unlockText"))}
      </p>
      {isForced ? null : (
        <Button size="small" onPress={() => void setLocked(false).then((isDone) => isDone && onUnlock?.())}>
          {t("connections.unlock")}
        </Button>
      )}
    </div>
  );
}
