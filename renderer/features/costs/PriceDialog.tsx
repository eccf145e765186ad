import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Price, priceSchema } from "../../../electron/contract/costs.ts";
import { useApi } from "../../lib/api.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/TextField.tsx";

/** A price is entered or changed. */
export function PriceDialog({ price, onClose }: { price: Price | null; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const [name, setName] = useState(price?.name ?? "");
  const [currency, setCurrency] = useState(price?.currency ?? "EUR");
  const [read, setRead] = useState(String(price?.read ?? ""));
  const [cached, setCached] = useState(String(price?.cached ?? ""));
  const [written, setWritten] = useState(String(price?.written ?? ""));
  const amount = (text: string): number => (text.trim() === "" ? NaN : Number(text.trim().replace(",", ".")));
  const parsed = priceSchema.safeParse({
    name,
    currency,
    read: amount(read),
    cached: cached.trim() === "" ? null : amount(cached),
    written: amount(written),
  });
  const save = async (): Promise<void> => {
    if (!parsed.success) return;
    const isSaved = await act(async () => {
      await api.costs.setPrice(parsed.data);
      if (price && price.name !== parsed.data.name) await api.costs.removePrice({ name: price.name });
    });
    if (isSaved) onClose();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t(price ? "costs.prices.edit" : "costs.prices.add")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" isDisabled={!parsed.success} onPress={() => void save()}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 pt-2 text-ink">
        <TextField
          label={t("costs.prices.name")}
          description={t("costs.prices.nameText")}
          value={name}
          onChange={setName}
          maxLength={200}
          autoFocus
        />
        <p className="text-small text-muted">{t("costs.prices.million")}</p>
        <div className="grid grid-cols-2 gap-3">
          <TextField label={t("costs.prices.read")} value={read} onChange={setRead} inputMode="decimal" />
          <TextField label={t("costs.prices.written")} value={written} onChange={setWritten} inputMode="decimal" />
          <TextField
            label={t("costs.prices.cached")}
            description={t("costs.prices.cachedText")}
            value={cached}
            onChange={setCached}
            inputMode="decimal"
          />
          <TextField
            label={t("costs.prices.currency")}
            description={t("costs.prices.currencyText")}
            value={currency}
            onChange={(code) => setCurrency(code.toUpperCase())}
            maxLength={3}
          />
        </div>
      </div>
    </Dialog>
  );
}
