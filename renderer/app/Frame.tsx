import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels";
import * as z from "zod";
import { CommandPalette } from "../features/library/CommandPalette.tsx";
import { DropArea } from "../features/library/DropArea.tsx";
import { IntakePanel } from "../features/library/IntakePanel.tsx";
import { Rail } from "../features/library/Rail.tsx";
import { useRemembered } from "../lib/remembered.ts";
import { ConnectionContext, useWatch } from "../lib/connection.ts";
import { contentStorage } from "../lib/contentStorage.ts";
import { createConversationMemory, useConversationMemory } from "../lib/ofConversation.ts";
import { useSettings } from "../lib/queries.ts";
import { Banners } from "./Banners.tsx";
import { PerformContext } from "./actions/appActions.ts";
import { useAppActions } from "./useAppActions.ts";
import { applyTheme } from "./theme.ts";
import { Unauthorized } from "./Unauthorized.tsx";
import { Views } from "./Views.tsx";

const railWidth = { least: 236, usual: 248, most: 420, collapsed: 52 };
/** below this width of the window, in pixels, the rail makes room by itself */
const narrow = "(max-width: 1000px)";

/** The window: library at the left, the view beside it, what floats above both. */
export function Frame() {
  const { t } = useTranslation();
  const connection = useWatch();
  const settings = useSettings().data;
  const [width, rememberWidth] = useRemembered("railWidth", z.number().min(railWidth.least), railWidth.usual);
  const [isCollapsed, setIsCollapsed] = useState(() => matchMedia(narrow).matches);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const rail = usePanelRef();

  const lastWidth = useRef(width);
  useEffect(() => {
    lastWidth.current = width;
  }, [width]);
  const expandRail = useCallback(() => rail.current?.resize(lastWidth.current), [rail]);
  const toggleRail = useCallback(() => {
    if (rail.current?.isCollapsed()) expandRail();
    else rail.current?.collapse();
  }, [rail, expandRail]);
  const openPalette = useCallback(() => setIsPaletteOpen(true), []);
  const [memory] = useState(() => createConversationMemory(contentStorage()));
  useConversationMemory(memory);
  const perform = useAppActions({ openPalette, toggleLibrary: toggleRail });

  useEffect(() => {
    if (settings) applyTheme(settings.theme);
  }, [settings]);

  useEffect(() => {
    const media = matchMedia(narrow);
    const follow = () => (media.matches ? rail.current?.collapse() : expandRail());
    if (media.matches) follow();
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [rail, expandRail]);

  if (connection === "unauthorized") return <Unauthorized />;
  return (
    <ConnectionContext value={connection}>
      <PerformContext value={perform}>
        <a
          href="#main"
          onClick={(event) => {
            // the hash is the route: the link only moves the focus
            event.preventDefault();
            document.getElementById("main")?.focus();
          }}
          className="absolute top-2 left-2 z-60 -translate-y-16 rounded-control bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
        >
          {t("app.skip")}
        </a>
        <Group orientation="horizontal" className="h-full">
          <Panel
            id="rail"
            panelRef={rail}
            collapsible
            collapsedSize={railWidth.collapsed}
            minSize={railWidth.least}
            maxSize={railWidth.most}
            defaultSize={isCollapsed ? railWidth.collapsed : width}
            groupResizeBehavior="preserve-pixel-size"
            onResize={({ inPixels }) => {
              const collapsed = inPixels < railWidth.least - 1;
              setIsCollapsed(collapsed);
              if (!collapsed) rememberWidth(Math.round(inPixels));
            }}
          >
            <Rail isCollapsed={isCollapsed} />
          </Panel>
          <Separator
            title={t("rail.resize")}
            className="w-px bg-line transition-colors outline-none data-[separator=active]:bg-accent data-[separator=focus]:w-0.5 data-[separator=focus]:bg-accent data-[separator=hover]:bg-accent"
          />
          <Panel id="view" minSize={420}>
            <div className="flex h-full min-w-0 flex-col">
              <Banners />
              <Views />
            </div>
          </Panel>
        </Group>
        <IntakePanel />
        <DropArea />
        <CommandPalette isOpen={isPaletteOpen} onOpenChange={setIsPaletteOpen} />
      </PerformContext>
    </ConnectionContext>
  );
}
