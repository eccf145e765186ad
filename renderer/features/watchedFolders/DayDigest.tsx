import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { FolderEvent } from "../../../electron/contract/watchedFolders.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
import { openDocument } from "../../lib/route.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { IconButton } from "../../ui/IconButton.tsx";

/** What a day brought into a folder, today first; earlier days are gone back to. */
export function DayDigest({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const [day, setDay] = useState<string | null>(null);
  const found = useQuery({
    queryKey: keys.folderDay(id, day),
    queryFn: ({ signal }) => api.watchedFolders.day({ id, day }, { signal }),
    placeholderData: keepPreviousData,
  }).data;
  if (!found || (found.total === 0 && found.before === null && day === null)) return null;
  const { before, after, events, total } = found;
  return (
    <div className="mt-2 -ml-0.5">
      <Disclosure
        level={2}
        title={
          day === null
            ? t("watchedFolder.today", { count: total })
            : t("watchedFolder.onDay", { count: total, day: formats.date(found.day) })
        }
      >
        <div className="mb-1 flex items-center gap-1 text-small text-muted">
          <IconButton
            icon={ChevronLeft}
            size="small"
            label={t("watchedFolder.dayBefore")}
            isDisabled={before === null}
            onPress={() => setDay(before)}
          />
          <span>{formats.date(found.day)}</span>
          <IconButton
            icon={ChevronRight}
            size="small"
            label={t("watchedFolder.dayAfter")}
            isDisabled={after === null}
            onPress={() => setDay(after)}
          />
        </div>
        {total === 0 ? <p className="text-small text-muted">{t("watchedFolder.nothing")}</p> : null}
        <ul className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-small">
          {events.map((event) => (
            <Event key={`${event.at} ${event.kind} ${event.path}`} event={event} />
          ))}
        </ul>
        {total > events.length ? (
          <p className="mt-1.5 text-small text-muted">{t("watchedFolder.more", { count: total - events.length })}</p>
        ) : null}
      </Disclosure>
    </div>
  );
}

function Event({ event: { kind, path, before, documentId, title, line } }: { readonly event: FolderEvent }) {
  const { t } = useTranslation();
  return (
    <li className="col-span-2 grid grid-cols-subgrid">
      <span className="text-muted">{t(`watchedFolder.event.${kind}`)}</span>
      <div>
        {documentId !== null && title !== null ? (
          <AriaButton
            className="rounded-small text-left font-medium wrap-anywhere data-hovered:underline"
            onPress={() => openDocument(documentId)}
          >
            {path}
          </AriaButton>
        ) : (
          <span className="font-medium wrap-anywhere">{path}</span>
        )}
        {before === null ? null : <span className="text-muted"> · {t("watchedFolder.from", { path: before })}</span>}
        {line === null ? null : <p className="text-muted">{line}</p>}
      </div>
    </li>
  );
}
