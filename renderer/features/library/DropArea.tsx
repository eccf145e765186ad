import { FileDown } from "lucide-react";
import { useCallback, useLayoutEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../lib/api.ts";
import { droppedPath } from "../../lib/droppedPath.ts";
import { navigate, useRoute } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { useToasts } from "../../ui/Toasts.tsx";
import { useIntake } from "./intake.ts";
import { isBundle, readDrop, readFolder } from "./readDrop.ts";

/** Takes files dropped anywhere on the window, and says so while they hover over it. */
export function DropArea() {
  const { t } = useTranslation();
  const intake = useIntake();
  const toasts = useToasts();
  const api = useApi();
  const act = useAction();
  const { view } = useRoute();
  const [isOver, setIsOver] = useState(false);

  const offerToFollow = useCallback(
    (path: string, collectionId: string, name: string) =>
      toasts.show({
        text: t("watchedFolder.dropped", { name }),
        action: {
          label: t("watchedFolder.followIt"),
          onPress: () => void act(() => api.watchedFolders.add({ path, collectionId })),
        },
      }),
    [act, api, t, toasts],
  );

  // With the window's first frame: a file dropped on it at once must not be lost.
  useLayoutEffect(() => {
    // enter and leave come for every element that is crossed
    let depth = 0;
    const leaving = new AbortController();
    const { signal } = leaving;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    addEventListener(
      "dragenter",
      (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth += 1;
        setIsOver(true);
      },
      { signal },
    );
    addEventListener(
      "dragover",
      (event) => {
        if (!carriesFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      { signal },
    );
    addEventListener(
      "dragleave",
      (event) => {
        if (!carriesFiles(event)) return;
        depth = Math.max(0, depth - 1);
        if (depth === 0) setIsOver(false);
      },
      { signal },
    );
    addEventListener(
      "drop",
      (event) => {
        depth = 0;
        setIsOver(false);
        if (!carriesFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        const { files, folders } = readDrop(event.dataTransfer);
        const take = async (folder: FileSystemDirectoryEntry): Promise<void> => {
          if (await isBundle(folder)) {
            const path = await droppedPath(folder.name);
            navigate({ view: "bundle", folder: path });
            if (path === null) toasts.show({ text: t("bundle.dropped", { name: folder.name }) });
            return;
          }
          const read = await readFolder(folder);
          const path = await droppedPath(folder.name);
          // Of an empty folder nothing comes but what it gets later, which is for who follows it.
          if (read.files.length > 0) {
            intake.addFolder(read, undefined, path === null ? undefined : (id) => offerToFollow(path, id, read.name));
          } else toasts.show({ text: t("drop.folderEmpty", { name: read.name }), isProblem: true });
        };
        for (const folder of folders) {
          take(folder).then(
            () => {},
            () => toasts.show({ text: t("drop.folderUnreadable", { name: folder.name }), isProblem: true }),
          );
        }
        if (files.length > 0) intake.drop(files);
      },
      { signal },
    );
    return () => leaving.abort();
  }, [intake, offerToFollow, toasts, t]);

  if (!isOver) return null;
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-paper/95 p-4 text-center"
    >
      <div className="absolute inset-3 rounded-card border-2 border-dashed border-accent" />
      <div className="max-w-md">
        <FileDown size={40} strokeWidth={1.3} className="mx-auto text-accent" />
        <p className="mt-4 font-serif text-title font-semibold">
          {intake.purpose === "compare"
            ? t("compare.drop")
            : intake.purpose === "check"
              ? t("check.drop")
              : intake.hasReceiver
                ? t(view === "collection" ? "collections.dropHint" : "drop.overlayChat")
                : t("drop.overlay")}
        </p>
        <p className="mt-2 text-lead text-muted">
          {intake.purpose === "compare"
            ? t("compare.dropText")
            : intake.purpose === "check"
              ? t("check.dropText")
              : t("drop.overlayText")}
        </p>
      </div>
    </div>
  );
}
