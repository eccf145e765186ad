import { useQuery } from "@tanstack/react-query";
import { History, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
import { hrefOf, navigate } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { nameBeside } from "./changeRows.ts";

/** Says which document this one is a new version of, how much changed, and leads to both side by side. */
export function VersionNote({ document }: { document: Document }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const previous = useQuery({
    queryKey: keys.previous(document.id),
    queryFn: ({ signal }) => api.compare.previous({ id: document.id }, { signal }),
    enabled: document.status === "ready",
  }).data;
  if (!previous) return null;
  const unlink = async () => {
    const isDone = await act(() => api.compare.setPrevious({ id: document.id, previousId: null }));
    if (!isDone) return;
    toasts.show({
      text: t("compare.notVersionDone", { title: previous.title }),
      action: {
        label: t("common.undo"),
        onPress: () => void act(() => api.compare.setPrevious({ id: document.id, previousId: previous.id })),
      },
    });
  };
  return (
    <div className="-mt-2 flex items-center gap-2 rounded-control bg-sunken py-1 pr-1 pl-3">
      <History size={15} strokeWidth={1.8} aria-hidden className="shrink-0 text-muted" />
      <p className="flex min-w-0 flex-1 flex-wrap gap-x-1.5 text-small">
        <span className="text-muted">{t("compare.versionOf")}</span>
        <a
          className="max-w-full truncate font-medium underline decoration-edge underline-offset-2 hover:decoration-current"
          href={hrefOf({ view: "document", id: previous.id, target: null })}
          dir="auto"
          title={previous.name}
        >
          {nameBeside(previous, document)}
        </a>
        <span className="text-muted">
          {previous.changes === 0
            ? t("compare.versionSame")
            : formats.list([
                t("compare.versionChanges", { count: previous.changes }),
                t("compare.versionMeaning", { meaning: previous.meaning }),
              ])}
        </span>
      </p>
      <Button
        size="small"
        onPress={() => navigate({ view: "compare", before: previous.id, after: document.id })}
        isDisabled={previous.changes === 0}
      >
        {t("compare.compare")}
      </Button>
      <IconButton size="small" icon={X} label={t("compare.notVersion")} onPress={() => void unlink()} />
    </div>
  );
}
