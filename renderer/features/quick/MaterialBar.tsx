import { useQuery } from "@tanstack/react-query";
import { FileText, MessageSquareText } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Material } from "../../../electron/contract/desktop.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { useIntake } from "../library/index.ts";

/** What was selected or copied before the window came forward, and what can be done with it. Nothing of it is kept until one does. */
export function MaterialBar() {
  const { t } = useTranslation();
  const api = useApi();
  const { data = [], refetch } = useQuery({
    queryKey: keys.material,
    queryFn: ({ signal }) => api.desktop.material(undefined, { signal }),
    gcTime: 0,
  });
  useEffect(() => {
    const read = () => void refetch();
    addEventListener("focus", read);
    return () => removeEventListener("focus", read);
  }, [refetch]);
  const [used, setUsed] = useState<readonly string[]>([]);
  const offered = data.filter(({ text }) => !used.includes(text));
  if (offered.length === 0) return null;
  return (
    <section aria-label={t("quick.material")} className="shrink-0 border-b border-line px-4 py-2">
      {offered.map((material) => (
        <MaterialLine key={material.from} material={material} onUse={() => setUsed([...used, material.text])} />
      ))}
    </section>
  );
}

/** UTF-16 code units of a text that are shown of it. */
const shownLength = 200;

function MaterialLine({ material: { from, text }, onUse }: { material: Material; onUse: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const formats = useFormats();
  const intake = useIntake();
  const name = t(`quick.from.${from}`);
  const file = () =>
    new File([text], `${name} ${formats.moment(Date.now()).replaceAll(":", ".")}.txt`, { type: "text/plain" });
  return (
    <div className="flex items-center gap-2 py-1">
      <p className="min-w-0 flex-1 truncate text-small text-muted" title={t("quick.kept")}>
        <span className="font-medium text-ink">{name}</span> · {t("quick.words", { count: wordsOf(text) })} ·{" "}
        {text.slice(0, shownLength)}
      </p>
      <Button
        size="small"
        aria-label={t("quick.askAbout", { from: name })}
        onPress={() => {
          intake.drop([file()]);
          onUse();
        }}
      >
        <MessageSquareText aria-hidden size={14} />
        {t("quick.ask")}
      </Button>
      <Button
        size="small"
        kind="quiet"
        aria-label={t("quick.summarizeThat", { from: name })}
        onPress={() => {
          void intake.add([file()], (id) => void api.desktop.show({ hash: `#/document/${id}` }));
          onUse();
        }}
      >
        <FileText aria-hidden size={14} />
        {t("quick.summarize")}
      </Button>
    </div>
  );
}

function wordsOf(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== "").length;
}
