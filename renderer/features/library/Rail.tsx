import { Box, ListChecks, PanelLeftClose, PanelLeftOpen, Search, Settings, SquarePen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePerform } from "../../app/actions/appActions.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { useRoute } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { LockSwitch } from "../connections/index.ts";
import { EngineStatus } from "./EngineStatus.tsx";
import { RailList } from "./RailList.tsx";

/** The library at the left: what can be begun, what there is, and the state of the model. Collapsed it keeps its pictures. */
export function Rail({ isCollapsed }: { isCollapsed: boolean }) {
  const { t } = useTranslation();
  const perform = usePerform();
  const shortcut = useShortcut();
  const route = useRoute();
  if (isCollapsed) {
    return (
      <nav aria-label={t("rail.label")} className="flex h-full flex-col items-center gap-1 bg-rail px-1.5 py-2.5">
        <IconButton
          icon={PanelLeftOpen}
          label={t("rail.expand")}
          {...shortcut("toggleLibrary")}
          onPress={() => perform("toggleLibrary")}
        />
        <IconButton
          icon={SquarePen}
          label={t("actions.newChat")}
          {...shortcut("newChat")}
          onPress={() => perform("newChat")}
        />
        <IconButton
          icon={ListChecks}
          label={t("actions.checkText")}
          {...shortcut("checkText")}
          {...(route.view === "check" ? { "aria-current": "page" as const } : {})}
          onPress={() => perform("checkText")}
        />
        <IconButton icon={Search} label={t("rail.search")} {...shortcut("search")} onPress={() => perform("search")} />
        <span className="flex-1" />
        <EngineStatus isCollapsed />
        <LockSwitch isCollapsed />
        <IconButton
          icon={Box}
          label={t("actions.openModels")}
          {...(route.view === "models" ? { "aria-current": "page" as const } : {})}
          onPress={() => perform("openModels")}
        />
        <IconButton
          icon={Settings}
          label={t("actions.openSettings")}
          {...shortcut("openSettings")}
          onPress={() => perform("openSettings")}
        />
      </nav>
    );
  }
  return (
    <nav aria-label={t("rail.label")} className="flex h-full min-w-0 flex-col bg-rail">
      <div className="flex h-13 shrink-0 items-center justify-between pr-2.5 pl-4">
        <a href="#/" className="rounded-small font-serif text-[1.0625rem] font-semibold tracking-tight">
          {t("app.name")}
        </a>
        <IconButton
          icon={PanelLeftClose}
          label={t("rail.collapse")}
          {...shortcut("toggleLibrary")}
          onPress={() => perform("toggleLibrary")}
        />
      </div>
      <div className="flex flex-col gap-1.5 px-2.5 pb-2">
        <Button
          className="w-full justify-start px-2.5"
          aria-keyshortcuts={shortcut("newChat")["aria-keyshortcuts"]}
          onPress={() => perform("newChat")}
        >
          <SquarePen aria-hidden size={16} strokeWidth={1.8} className="text-muted" />
          {t("actions.newChat")}
        </Button>
        <Button
          kind="quiet"
          className="w-full justify-start px-2.5 aria-[current]:bg-pressed aria-[current]:text-ink"
          {...(route.view === "check" ? { "aria-current": "page" as const } : {})}
          aria-keyshortcuts={shortcut("checkText")["aria-keyshortcuts"]}
          onPress={() => perform("checkText")}
        >
          <ListChecks aria-hidden size={16} strokeWidth={1.8} />
          {t("actions.checkText")}
        </Button>
        <Button
          kind="quiet"
          className="w-full justify-start px-2.5"
          aria-keyshortcuts={shortcut("search")["aria-keyshortcuts"]}
          onPress={() => perform("search")}
        >
          <Search aria-hidden size={16} strokeWidth={1.8} />
          <span className="flex-1 text-left">{t("rail.search")}</span>
          <kbd className="font-sans text-small font-normal text-faint">{shortcut("search").keys}</kbd>
        </Button>
      </div>
      <RailList />
      <div className="shrink-0 border-t border-line px-2.5 pt-2 pb-2.5">
        <EngineStatus isCollapsed={false} />
        <div className="mt-1 grid grid-cols-2 gap-1">
          <Button
            kind="quiet"
            size="small"
            className="justify-start px-2 aria-[current]:bg-pressed aria-[current]:text-ink"
            {...(route.view === "models" ? { "aria-current": "page" as const } : {})}
            onPress={() => perform("openModels")}
          >
            <Box aria-hidden size={15} strokeWidth={1.8} />
            {t("actions.openModels")}
          </Button>
          <Button
            kind="quiet"
            size="small"
            className="justify-start px-2 aria-[current]:bg-pressed aria-[current]:text-ink"
            {...(route.view === "settings" ? { "aria-current": "page" as const } : {})}
            aria-keyshortcuts={shortcut("openSettings")["aria-keyshortcuts"]}
            onPress={() => perform("openSettings")}
          >
            <Settings aria-hidden size={15} strokeWidth={1.8} />
            {t("actions.openSettings")}
          </Button>
        </div>
        <LockSwitch isCollapsed={false} />
      </div>
    </nav>
  );
}
