import { useTranslation } from "react-i18next";
import type { ModelElsewhere } from "../../../electron/contract/downloads.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";

/** Models that lie in the folders of other programs. */
export function FoundList({ models }: { models: readonly ModelElsewhere[] }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const formats = useFormats();
  return (
    <section aria-labelledby="found" className="mt-8">
      <h2 id="found" className="text-lead font-semibold">
        {t("catalogue.found.title")}
      </h2>
      <p className="mt-1 text-muted">{t("catalogue.found.text")}</p>
      <ul aria-labelledby="found" className="mt-3 divide-y divide-line rounded-card border border-line bg-surface">
        {models.map(({ id, name, program, bytes }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
            <div className="min-w-60 flex-1">
              <p className="font-medium wrap-anywhere">{name}</p>
              <p className="text-small text-muted">
                {t(`catalogue.found.programs.${program}`)} · {formats.bytes(bytes)}
              </p>
            </div>
            <Button
              size="small"
              aria-label={t("catalogue.found.useNamed", { name })}
              onPress={() => void act(() => api.downloads.addFound({ id }))}
            >
              {t("catalogue.found.use")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
