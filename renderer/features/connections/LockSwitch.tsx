import { Lock, LockOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { useRoute } from "../../lib/route.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { useToasts } from "../../ui/Toasts.tsx";

/** The offline lock in the rail: whether anything leaves this computer, the way to what did, and the switch. */
export function LockSwitch({ isCollapsed }: { isCollapsed: boolean }) {
  const { t } = useTranslation();
  const route = useRoute();
  const toasts = useToasts();
  const { isLocked, isForced, setLocked } = useOfflineLock();
  const change = async (locked: boolean): Promise<void> => {
    if ((await setLocked(locked)) && !locked) toasts.show({ text: t("connections.opened") });
  };
  const Icon = isLocked ? Lock : LockOpen;
  if (isCollapsed) {
    return (
      <IconButton
        icon={Icon}
        label={isForced ? t("connections.forced") : isLocked ? t("connections.openLock") : t("connections.closeLock")}
        isDisabled={isForced}
        className={isLocked ? "text-accent" : "text-warn"}
        onPress={() => void change(!isLocked)}
      />
    );
  }
  return (
    <div className="mt-2 flex items-center gap-2 border-t border-line px-2 pt-2.5 text-small text-muted">
      <Icon aria-hidden size={15} strokeWidth={1.8} className={`shrink-0 ${isLocked ? "text-accent" : "text-warn"}`} />
      <a
        href="#/connections"
        {...(route.view === "connections" ? { "aria-current": "page" as const } : {})}
        className="min-w-0 flex-1 rounded-small leading-tight hover:text-ink aria-[current]:text-ink"
      >
        {isLocked ? t("connections.locked") : t("connections.unlocked")}
      </a>
      <div className="-mr-3">
        <Switch isSelected={isLocked} isDisabled={isForced} onChange={(locked) => void change(locked)}>
          <span className="sr-only">{t("connections.lock")}</span>
        </Switch>
      </div>
    </div>
  );
}
