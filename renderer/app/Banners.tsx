import { useQueryClient } from "@tanstack/react-query";
import { Info, Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../i18n/useWords.ts";
import { useApi } from "../lib/api.ts";
import { useConnection } from "../lib/connection.ts";
import { keys, useInfo } from "../lib/queries.ts";
import { useAction } from "../lib/useAction.ts";
import { Button } from "../ui/Button.tsx";

/** What must be told above every view: the connection is lost, something happened at the start. */
export function Banners() {
  const { t } = useTranslation();
  const words = useWords();
  const api = useApi();
  const queries = useQueryClient();
  const connection = useConnection();
  const act = useAction();
  const notices = useInfo().data?.notices ?? [];
  return (
    <>
      <div role="status">
        {connection === "lost" ? (
          <p className="flex items-center gap-2.5 border-b border-line bg-warn-soft px-4 py-2 text-warn">
            <Unplug aria-hidden size={16} className="shrink-0" />
            {t("app.connectionLost")}
          </p>
        ) : null}
      </div>
      {notices.length > 0 ? (
        <section aria-label={t("app.notices")} className="border-b border-line bg-warn-soft">
          {notices.map((notice) => (
            <div key={notice.id} className="flex items-center gap-2.5 px-4 py-2">
              <Info aria-hidden size={16} className="shrink-0 text-warn" />
              <p className="min-w-0 flex-1">
                {words.error(notice)} <span className="font-mono text-small text-muted">{notice.code}</span>
              </p>
              <Button
                kind="quiet"
                size="small"
                onPress={() =>
                  void act(async () => {
                    await api.app.dismissNotice({ id: notice.id });
                    await queries.invalidateQueries({ queryKey: keys.info });
                  })
                }
              >
                {t("common.dismiss")}
              </Button>
            </div>
          ))}
        </section>
      ) : null}
    </>
  );
}
