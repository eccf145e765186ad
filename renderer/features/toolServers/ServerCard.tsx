import { useId } from "react";
import { commandLine, type McpServer } from "../../../electron/contract/mcp.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { CommandText } from "../../ui/CommandText.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { SaidText } from "../../ui/SaidText.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { UnlockNote } from "../connections/index.ts";
import { ServerTools } from "./ServerTools.tsx";
import { isKeptByLock, ownProblem, serverState } from "./serverState.ts";

interface ServerCardProps {
  readonly server: McpServer;
  onStart(): void;
  onStop(): void;
  onEnable(enabled: boolean): void;
  onOffer(offer: readonly { readonly name: string; readonly isOffered: boolean }[]): void;
  onRemove(): void;
}

/** A server of tools: where it is, how it stands, what it offers, and what it said where it failed. */
export function ServerCard({ server, onStart, onStop, onEnable, onOffer, onRemove }: ServerCardProps) {
  const { t } = useWords();
  const title = useId();
  const { isLocked } = useOfflineLock();
  const { name, place, enabled, isConfirmed, status, calls, protocol, tools, hasToken } = server;
  const isProgram = place.kind === "program";
  const isKept = isKeptByLock(server, isLocked);
  const facts = [
    isProgram ? null : t(`endpoints.reach.${place.reach}`),
    hasToken ? t("toolServers.tokenKept") : null,
    isProgram && place.variables.length > 0 ? t("toolServers.variables", { names: place.variables }) : null,
    calls === null ? null : t("toolServers.calls", { name: calls }),
    protocol === null ? null : t("toolServers.protocol", { revision: protocol }),
  ].filter((fact) => fact !== null);
  const told = ownProblem(server);
  const state = serverState(server);
  return (
    <article aria-labelledby={title} className="rounded-card border border-line bg-surface px-5 py-4">
      <div className="flex items-start justify-between gap-x-4">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
          <h3 id={title} className="min-w-0 font-semibold wrap-anywhere">
            {name}
          </h3>
          <span role="status">
            <Chip kind={state === "running" ? "accent" : state === "failed" ? "danger" : "plain"}>
              {t(`toolServers.state.${state}`)}
            </Chip>
          </span>
        </div>
        <span className="flex min-h-7 shrink-0 items-center">
          <Switch isSelected={enabled} onChange={onEnable} aria-label={t("toolServers.use", { name })}>
            {t(enabled ? "endpoints.isOn" : "endpoints.isOff")}
          </Switch>
        </span>
      </div>
      <div className="mt-2">
        <CommandText
          words={
            isProgram
              ? [place.command, ...place.args].map((word) => commandLine({ command: word, args: [] }))
              : [place.url]
          }
        />
      </div>
      {facts.length > 0 ? <p className="mt-2 text-small wrap-anywhere text-muted">{facts.join(" · ")}</p> : null}
      {status === "starting" ? (
        <div className="mt-3">
          <ProgressLine label={t("toolServers.state.starting")} value={null} />
        </div>
      ) : null}
      {isConfirmed ? null : <p className="mt-3 max-w-prose text-pretty">{t("toolServers.unconfirmedText")}</p>}
      {enabled && isKept ? (
        <div className="mt-3">
          <UnlockNote {...(isProgram ? { text: t("toolServers.locked") } : {})} />
        </div>
      ) : null}
      {told && status === "off" ? (
        <div className="mt-3">
          <ProblemNote problem={told} />
          {typeof told.data?.["said"] === "string" ? (
            <SaidText label={t("toolServers.said", { name })}>{told.data["said"]}</SaidText>
          ) : null}
        </div>
      ) : null}
      {tools ? <ServerTools tools={tools} onOffer={onOffer} /> : null}
      <div className="mt-3 flex flex-wrap gap-2">
        {status === "off" ? (
          <Button size="small" onPress={onStart} isDisabled={!enabled || (isKept && isConfirmed)}>
            {t(!isConfirmed ? "toolServers.look" : isProgram ? "toolServers.start" : "toolServers.connect")}
          </Button>
        ) : (
          <Button size="small" onPress={onStop}>
            {t(isProgram ? "toolServers.stop" : "toolServers.disconnect")}
          </Button>
        )}
        <Button size="small" kind="quiet" onPress={onRemove}>
          {t("toolServers.remove")}
        </Button>
      </div>
    </article>
  );
}
