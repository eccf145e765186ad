import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2, Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Costs, Price } from "../../../electron/contract/costs.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { askForFiles } from "../../lib/askForFiles.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { PriceDialog } from "./PriceDialog.tsx";

/** The prices that a person entered, each with what everything would have cost at it. */
export function PriceList({ compared }: { compared: Costs["compared"] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const act = useAction();
  const [edited, setEdited] = useState<Price | "new" | null>(null);
  const prices = useQuery({
    queryKey: [...keys.costs, "prices"],
    queryFn: ({ signal }) => api.costs.prices(undefined, { signal }),
  });
  const take = (): void =>
    askForFiles({ accept: ".json,.csv", multiple: false }, ([file]) => {
      if (!file) return;
      void act(async () =>
        api.costs.importPrices({ text: await file.text(), format: /\.json$/iu.test(file.name) ? "json" : "csv" }),
      );
    });
  return (
    <section aria-labelledby="prices" className="mt-9">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="prices" className="text-small font-medium text-muted">
          {t("costs.prices.title")}
        </h2>
        <span className="flex flex-wrap gap-2">
          <Button size="small" onPress={take}>
            <Upload aria-hidden size={14} strokeWidth={1.8} />
            {t("costs.prices.import")}
          </Button>
          <Button size="small" onPress={() => setEdited("new")}>
            <Plus aria-hidden size={14} strokeWidth={1.8} />
            {t("costs.prices.add")}
          </Button>
        </span>
      </div>
      <p className="mt-1 max-w-prose text-small text-muted text-pretty">{t("costs.prices.text")}</p>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {prices.data?.map((price) => {
          const whole = compared.find(({ name }) => name === price.name);
          const per = (amount: number): string => formats.money(amount, price.currency, "exact");
          return (
            <li key={price.name} className="flex items-center gap-3 py-2">
              <button
                type="button"
                onClick={() => setEdited(price)}
                className="min-w-0 flex-1 rounded-small text-left hover:text-accent"
              >
                <span className="block truncate font-medium">{price.name}</span>
                <span className="block text-small text-muted">
                  {price.cached === null
                    ? t("costs.prices.line", { read: per(price.read), written: per(price.written) })
                    : t("costs.prices.lineCached", {
                        read: per(price.read),
                        cached: per(price.cached),
                        written: per(price.written),
                      })}
                </span>
              </button>
              {whole ? (
                <span className="text-right text-small text-muted">
                  {t("costs.prices.whole", { amount: formats.money(whole.amount, whole.currency, "figure") })}
                </span>
              ) : null}
              <IconButton
                icon={Trash2}
                size="small"
                label={t("costs.prices.remove", { name: price.name })}
                onPress={() => void act(() => api.costs.removePrice({ name: price.name }))}
              />
            </li>
          );
        })}
        {prices.data?.length === 0 ? <li className="py-3 text-muted">{t("costs.prices.none")}</li> : null}
      </ul>
      {edited === null ? null : (
        <PriceDialog price={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </section>
  );
}
