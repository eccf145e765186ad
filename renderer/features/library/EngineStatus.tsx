import { Cpu } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import { Button as AriaButton, Dialog, DialogTrigger } from "react-aria-components";
import type { LlamaServer } from "../../../electron/contract/llamaServer.ts";
import type { EngineState } from "../../../electron/contract/models.ts";
import { useApi } from "../../lib/api.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useEngine, useLlamaServer, useModels } from "../../lib/queries.ts";
import { navigate } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { engineDot, engineOfServer, engineWords } from "./engineWords.ts";

/** The model in use and its state; pressing shows what it runs on and why. */
export function EngineStatus({ isCollapsed }: { isCollapsed: boolean }) {
  const { t } = useTranslation();
  const own = useEngine().data;
  const server = useLlamaServer().data;
  const models = useModels().data;
  if (!own || !server || !models) return null;
  const standby = models.find(({ isDefault }) => isDefault) ?? models[0];
  const isByServer = own.modelName === null && standby?.runBy === "server" && server.path !== null;
  const engine = isByServer ? engineOfServer(server, standby.name) : own;
  const name = engine.modelName ?? standby?.name ?? t("engine.noModel");
  const state = models.length === 0 ? t("engine.addOne") : engineWords(t, engine);
  const dot = <span aria-hidden className={`size-2 shrink-0 rounded-full ${engineDot(engine)}`} />;
  return (
    <DialogTrigger>
      <AriaButton
        {...(isCollapsed ? { "aria-label": t("engine.details", { model: name, state }) } : {})}
        className={`flex w-full min-w-0 items-center rounded-control text-left transition-colors data-hovered:bg-hover ${isCollapsed ? "h-9 justify-center" : "gap-2.5 px-2 py-1.5"}`}
      >
        {isCollapsed ? (
          <span className="relative">
            <Cpu aria-hidden size={17} strokeWidth={1.8} className="text-muted" />
            <span className="absolute -right-1 -bottom-0.5">{dot}</span>
          </span>
        ) : (
          <>
            {dot}
            <span className="sr-only">{t("engine.model")}</span>
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{name}</span>
              <span
                className={`block truncate text-small ${engine.status === "failed" ? "text-danger" : "text-muted"}`}
              >
                {state}
              </span>
            </span>
          </>
        )}
      </AriaButton>
      <Popover placement="top start" className="w-88">
        <Dialog aria-label={t("engine.details", { model: name, state })} className="p-4 outline-none">
          {({ close }) => (
            <EngineDetails
              engine={engine}
              server={isByServer ? server : null}
              name={name}
              state={state}
              standbyId={standby?.id ?? null}
              onLeave={close}
            />
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function EngineDetails(props: {
  engine: EngineState;
  /** the llama-server whose state it is; null: the state is of the model process */
  server: LlamaServer | null;
  name: string;
  state: string;
  standbyId: string | null;
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useWords();
  const api = useApi();
  const act = useAction();
  const { engine, server, name, state, standbyId, onLeave } = props;
  const { gpu, threads, contextSize, memory, prompt, tokensPerSecond } = engine;
  return (
    <>
      <p className="font-semibold wrap-anywhere">{name}</p>
      <p className="text-muted">{state}</p>
      {engine.status === "loading" ? (
        <div className="mt-2">
          <ProgressLine label={state} value={engine.loadProgress} />
        </div>
      ) : null}
      {engine.problem ? (
        <div className="mt-3">
          <ProblemNote problem={engine.problem} />
        </div>
      ) : null}
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 border-t border-line pt-3">
        <Fact name={t("engine.device")}>
          {server ? (
            <>
              {t("models.server.title")}
              {server.plan ? <Reason>{words.reason(server.plan.reason)}</Reason> : null}
            </>
          ) : gpu ? (
            <>
              {formats.list([
                t(`gpu.${gpu.type}`),
                ...(gpu.layers > 0 ? [t("engine.layers", { count: gpu.layers })] : []),
              ])}
              <Reason>{words.reason(gpu.reason)}</Reason>
            </>
          ) : (
            <Reason>{t("engine.notYet")}</Reason>
          )}
        </Fact>
        {threads ? (
          <Fact name={t("engine.threads")}>
            {threads.count}
            <Reason>
              {words.reason(threads.reason)}
              {threads.reading === null ? "" : `; ${t("engine.threadsReading", { count: threads.reading })}`}
            </Reason>
          </Fact>
        ) : null}
        {contextSize === null ? null : (
          <Fact name={t("engine.context")}>
            {t("engine.tokens", { count: contextSize })}
            {memory ? <Reason>{t(`engine.contextBy.${memory.contextBy}`)}</Reason> : null}
          </Fact>
        )}
        {prompt ? (
          <Fact name={t("engine.prompt")}>
            <Reason>{words.reason(prompt)}</Reason>
          </Fact>
        ) : null}
        {memory ? (
          <Fact name={t("engine.memory")}>
            {formats.bytes(memory.bytes)}
            <Reason>
              {t("engine.memoryFree", { free: memory.freeBytes })}{" "}
              {t("engine.sequences", { count: memory.mostParallelism })}
            </Reason>
          </Fact>
        ) : null}
        {tokensPerSecond === null ? null : (
          <Fact name={t("engine.speed")}>{t("engine.perSecond", { speed: tokensPerSecond })}</Fact>
        )}
      </dl>
      <div className="mt-4 flex gap-2">
        {engine.status === "ready" ? (
          <Button size="small" onPress={() => void act(() => (server ? api.llamaServer.stop() : api.models.unload()))}>
            {t("engine.unload")}
          </Button>
        ) : null}
        {standbyId !== null &&
        (engine.status === "idle" || engine.status === "stopped" || engine.status === "failed") ? (
          <Button size="small" onPress={() => void act(() => api.models.load({ id: standbyId }))}>
            {t("engine.load")}
          </Button>
        ) : null}
        <Button
          size="small"
          kind="quiet"
          onPress={() => {
            onLeave();
            navigate({ view: "models" });
          }}
        >
          {t("engine.manage")}
        </Button>
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Reason({ children }: { children: ReactNode }) {
  return <span className="block text-small text-muted">{children}</span>;
}
