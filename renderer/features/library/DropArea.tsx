import { FileDown } from "lucide-react";
import { useLayoutEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useToasts } from "../../ui/Toasts.tsx";
import { useIntake } from "./intake.ts";

/** Takes files dropped anywhere on the window, and says so while they hover over it. */
export function DropArea() {
  const { t } = useTranslation();
  const intake = useIntake();
  const toasts = useToasts();
  const [isOver, setIsOver] = useState(false);

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
        for (const name of folders) toasts.show({ text: t("drop.folder", { name }), isProblem: true });
        if (files.length > 0) intake.drop(files);
      },
      { signal },
    );
    return () => leaving.abort();
  }, [intake, toasts, t]);

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
          {intake.hasReceiver ? t("drop.overlayChat") : t("drop.overlay")}
        </p>
        <p className="mt-2 text-lead text-muted">{t("drop.overlayText")}</p>
      </div>
    </div>
  );
}

/** The files of a drop; a folder comes as something that looks like a file and cannot be read. */
function readDrop(transfer: DataTransfer): { files: File[]; folders: string[] } {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const file = item.getAsFile();
    if (item.webkitGetAsEntry()?.isDirectory) folders.push(file?.name ?? "");
    else if (file) files.push(file);
  }
  return { files, folders };
}
