import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { useToasts } from "../../ui/Toasts.tsx";

/** Where the hub wants to know who asks: the place to enter a token. */
export function HubToken({ onSaved }: { onSaved: () => Promise<unknown> }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const queries = useQueryClient();
  const [token, setToken] = useState("");

  async function save() {
    const isKept = await act(() => api.hub.setToken({ token: token.trim() }));
    if (!isKept) return;
    setToken("");
    queries.setQueryData(keys.hubToken, true);
    toasts.show({ text: t("catalogue.token.saved") });
    await onSaved();
  }

  return (
    <form
      className="mt-3 flex flex-wrap items-end gap-x-2 gap-y-1"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className="w-full text-small text-muted">{t("catalogue.token.text")}</p>
      <TextField
        label={t("catalogue.token.label")}
        type="password"
        autoComplete="off"
        value={token}
        onChange={setToken}
        className="min-w-60 flex-1"
      />
      <Button type="submit" isDisabled={token.trim() === ""}>
        {t("catalogue.token.save")}
      </Button>
    </form>
  );
}
