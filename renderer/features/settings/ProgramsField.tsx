import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Serving, ServingPatch } from "../../../electron/contract/serving.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useAction } from "../../lib/useAction.ts";
import { useApi } from "../../lib/api.ts";
import { copyText } from "../../lib/copyText.ts";
import { keys, useServing } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { NumberField } from "../../ui/NumberField.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { Switch } from "../../ui/Switch.tsx";

/** The server for other programs: whether it is open, where, what opens it, and who asked. */
export function ProgramsField() {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const queries = useQueryClient();
  const serving = useServing().data;
  if (!serving) return null;
  const set = (patch: ServingPatch) =>
    void act(async () => queries.setQueryData(keys.serving, await api.serving.set(patch)));
  return (
    <div className="flex flex-col gap-4 py-4">
      <Switch isSelected={serving.on} onChange={(on) => set({ on })}>
        <span className="block font-medium">{t("programs.on")}</span>
        <span className="block text-small text-muted">{t("programs.onText")}</span>
      </Switch>
      {serving.problem ? <ProblemNote problem={serving.problem} /> : null}
      {serving.address === null ? null : (
        <>
          <Copied label={t("programs.address")} shown={`${serving.address}/v1`} read={() => `${serving.address}/v1`} />
          <Copied label={t("programs.token")} shown="••••••••••••" read={() => api.serving.token()}>
            <Button size="small" onPress={() => void act(() => api.serving.renewToken())}>
              {t("programs.renew")}
            </Button>
          </Copied>
          <p className="max-w-prose text-small text-muted">{t("programs.tokenText")}</p>
        </>
      )}
      <NumberField
        label={t("programs.port")}
        value={serving.port}
        minValue={0}
        maxValue={65_535}
        formatOptions={{ useGrouping: false }}
        onChange={(port) => {
          if (Number.isInteger(port) && port !== serving.port) set({ port });
        }}
      />
      <p className="max-w-prose text-small text-muted">{t("programs.portText")}</p>
      <Switch isSelected={serving.ollama} onChange={(ollama) => set({ ollama })}>
        <span className="block font-medium">{t("programs.ollama")}</span>
        <span className="block text-small text-muted">{t("programs.ollamaText")}</span>
      </Switch>
      <Clients clients={serving.clients} />
    </div>
  );
}

/** Something to be given to another program, which is read when it is copied. */
function Copied({
  label,
  shown,
  read,
  children,
}: {
  readonly label: string;
  readonly shown: string;
  readonly read: () => string | Promise<string>;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const act = useAction();
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <span className="w-24 font-medium">{label}</span>
      <code className="rounded-control bg-sunken px-2 py-1 text-small">{shown}</code>
      <Button
        size="small"
        aria-label={t("programs.copy", { what: label })}
        onPress={() => void act(async () => setIsCopied(await copyText(await read())))}
      >
        {t(isCopied ? "programs.copied" : "programs.copyShort")}
      </Button>
      {children}
    </div>
  );
}

function Clients({ clients }: Pick<Serving, "clients">) {
  const { t } = useTranslation();
  const { formats } = useWords();
  if (clients.length === 0) return null;
  return (
    <div>
      <p className="font-medium">{t("programs.clients")}</p>
      <ul className="mt-1 text-small text-muted">
        {clients.slice(0, 8).map(({ name, requests, lastAt }) => (
          <li key={name}>
            {t("programs.client", {
              name: name === "" ? t("connections.party.client") : name,
              count: requests,
              at: formats.moment(lastAt),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
