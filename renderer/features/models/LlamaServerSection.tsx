import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type LlamaServer, shownCommand } from "../../../electron/contract/llamaServer.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { useLlamaServer, useModels } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { CommandText } from "../../ui/CommandText.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { SaidText } from "../../ui/SaidText.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { UnlockNote } from "../connections/index.ts";

/** The llama-server that runs the models which are marked for it: which program, what it does now, and why so. */
export function LlamaServerSection() {
  const { t } = useTranslation();
  const { data: server } = useLlamaServer();
  const [isChanging, setIsChanging] = useState(false);
  if (!server) return null;
  return (
    <section aria-labelledby="llama-server" className="mt-10">
      <h2 id="llama-server" className="text-lead font-semibold">
        {t("models.server.title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted">{t("models.server.text")}</p>
      <div className="mt-3">
        {server.path === null || isChanging ? (
          <ProgramField key={server.path} path={server.path} onDone={() => setIsChanging(false)} />
        ) : (
          <ServerCard server={server} path={server.path} onChange={() => setIsChanging(true)} />
        )}
      </div>
    </section>
  );
}

function ProgramField({ path, onDone }: { path: string | null; onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const words = useWords();
  const { isLocked } = useOfflineLock();
  const [draft, setDraft] = useState(path ?? "");
  const [error, setError] = useState<string>();
  const [isAsking, setIsAsking] = useState(false);

  async function take() {
    setIsAsking(true);
    setError(undefined);
    try {
      await api.llamaServer.setProgram({ path: draft.trim() });
      onDone();
    } catch (thrown) {
      setError(words.error(callError(thrown)));
    } finally {
      setIsAsking(false);
    }
  }

  return (
    <form
      className="flex max-w-prose flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void take();
      }}
    >
      {isLocked ? <UnlockNote text={t("models.server.locked")} /> : null}
      <TextField
        label={t("models.server.path")}
        description={t("models.server.pathText")}
        placeholder="/usr/local/bin/llama-server"
        value={draft}
        onChange={(text) => {
          setDraft(text);
          setError(undefined);
        }}
        error={error}
        validationBehavior="aria"
        spellCheck="false"
        autoComplete="off"
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="small" isDisabled={isLocked || isAsking || draft.trim() === ""}>
          {t("models.server.take")}
        </Button>
        {path === null ? null : (
          <Button size="small" kind="quiet" onPress={onDone}>
            {t("common.cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}

function ServerCard({ server, path, onChange }: { server: LlamaServer; path: string; onChange: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const words = useWords();
  const { isLocked } = useOfflineLock();
  const names = (useModels().data ?? []).filter(({ runBy }) => runBy === "server").map(({ name }) => name);
  const { status, command, plan, problem, restarts, modelName } = server;
  const isAtWork = status === "starting" || status === "ready" || status === "restarting";
  const statusText = t(`models.server.status.${status}`, { model: modelName ?? "" });
  return (
    <article aria-label={t("models.server.title")} className="rounded-card border border-line bg-surface p-5">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="min-w-0 font-mono wrap-anywhere">{path}</h3>
        <Chip kind={status === "ready" ? "accent" : status === "failed" ? "danger" : "plain"}>
          {t(`models.server.chip.${status}`)}
        </Chip>
      </div>
      <p className="mt-0.5 text-small text-muted">{t("models.server.version", { version: server.version ?? "" })}</p>
      <p className="mt-3 max-w-prose text-pretty">
        {names.length === 0 ? t("models.server.runsNone") : t("models.server.runs", { names })}
      </p>
      <p role="status" className="mt-2 max-w-prose">
        {statusText}
        {restarts > 0 ? ` ${t("models.server.restarts", { count: restarts })}` : null}
      </p>
      {status === "starting" || status === "restarting" ? (
        <div className="mt-2">
          <ProgressLine label={statusText} value={null} />
        </div>
      ) : null}
      {problem ? (
        <div className="mt-3">
          <ProblemNote problem={problem} />
          {typeof problem.data?.["said"] === "string" ? (
            <SaidText label={t("models.server.said")}>{problem.data["said"]}</SaidText>
          ) : null}
        </div>
      ) : null}
      {isLocked ? (
        <div className="mt-3">
          <UnlockNote text={t("models.server.locked")} />
        </div>
      ) : null}
      {plan ? (
        <p className="mt-3 max-w-prose text-pretty">
          {words.reason(plan.reason)} {t("models.server.plan", { ...plan })}
        </p>
      ) : null}
      {command ? (
        <div className="mt-3">
          <p className="text-small text-muted">{t("models.server.command")}</p>
          <CommandText words={command.map((word) => shownCommand([word]))} />
        </div>
      ) : null}
      <div className="mt-4 flex flex-wrap gap-2">
        {isAtWork ? (
          <Button size="small" onPress={() => void act(() => api.llamaServer.stop())}>
            {t("models.server.stop")}
          </Button>
        ) : null}
        <Button size="small" kind="quiet" onPress={onChange}>
          {t("models.server.change")}
        </Button>
        <Button size="small" kind="quiet" onPress={() => void act(() => api.llamaServer.setProgram({ path: null }))}>
          {t("models.server.forget")}
        </Button>
      </div>
    </article>
  );
}
