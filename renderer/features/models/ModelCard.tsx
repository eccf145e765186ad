import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { baseOfModelId } from "../../../electron/contract/adapters.ts";
import { useWords } from "../../i18n/useWords.ts";
import { isFreeLicence } from "../../../electron/contract/licences.ts";
import type { Calibration, Model } from "../../../electron/contract/models.ts";
import { useApi } from "../../lib/api.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useEngine, useLlamaServer, useSettings } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { canChat, canWrite, isBase } from "../../lib/writingModels.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { engineWords } from "../library/index.ts";
import { AdapterList } from "./AdapterList.tsx";
import { TrialNote } from "./TrialNote.tsx";
import { FitLine } from "./HereLine.tsx";
import { weightsWords } from "./hereWords.ts";

/** A model: what it is, how it fits this machine, and what can be done with it. */
export function ModelCard({ model, onRemove }: { model: Model; onRemove: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useWords();
  const api = useApi();
  const act = useAction();
  const engine = useEngine().data;
  const isInEngine = engine !== undefined && baseOfModelId(engine.modelId ?? "") === model.id;
  const server = useLlamaServer().data;
  const isOfServer = model.runBy === "server";
  const isInServer = isOfServer && server?.modelId === model.id;
  const isStarting = isInServer && (server.status === "starting" || server.status === "restarting");
  const isRunning = isInServer && server.status === "ready";
  const isLoading = isInEngine && (engine.status === "loading" || engine.status === "starting");
  const isLoaded = isInEngine && (engine.status === "ready" || engine.status === "busy");
  const { experts } = model;
  const facts = [
    formats.bytes(model.bytes),
    model.quantization,
    weightsWords({ total: model.parameters, active: experts?.activeParameters ?? null }, t, formats),
    model.licence,
  ].filter((fact) => fact !== null);
  const details: readonly (readonly [string, string])[] = [
    [t("models.file"), model.fileName],
    [t("models.architecture"), model.architecture],
    [t("models.licence"), model.licence ?? t("models.licenceUnknown")],
    [t("models.context"), t("models.contextTokens", { count: model.fit.contextSize, trained: model.trainContext })],
    ...(experts
      ? ([[t("models.experts"), t("models.expertsUsed", { used: experts.used, count: experts.count })]] as const)
      : []),
  ];
  const writes = canWrite(model);
  // How llama-server shares it out is known when it is started.
  const isTooLarge = !isOfServer && model.fit.verdict === "tooLarge";
  const checks = model.purpose === "entailment";
  return (
    <article aria-label={model.name} className="rounded-card border border-line bg-surface p-5">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 text-lead font-semibold wrap-anywhere">{model.name}</h2>
        {model.isDefault ? <Chip kind="accent">{t("models.default")}</Chip> : null}
        {isLoaded || isRunning ? <Chip kind="accent">{t("models.loaded")}</Chip> : null}
        {isOfServer ? <Chip>{t("models.server.chipOfModel")}</Chip> : null}
        {model.problem ? <Chip kind="danger">{t("models.unusable")}</Chip> : null}
        {isBase(model) ? <Chip>{t("models.base")}</Chip> : null}
        {model.purpose === "chat" ? null : (
          <Chip>{t(checks ? "models.checksStatements" : "models.findsPassages")}</Chip>
        )}
        {model.bundled ? <Chip>{t("models.bundled")}</Chip> : null}
      </div>
      <p className="mt-0.5 text-small text-muted">{facts.join(" · ")}</p>
      {isFreeLicence(model.licence) === false ? (
        <p className="mt-1 text-small text-warn">
          {t("catalogue.licenceRestricted", { licence: model.licence ?? "" })}
        </p>
      ) : null}
      {model.bundled && writes ? <p className="mt-3 max-w-prose text-pretty">{t("models.starterText")}</p> : null}
      {isBase(model) ? <p className="mt-3 max-w-prose text-pretty">{t("models.baseText")}</p> : null}
      {model.problem ? (
        <div className="mt-3">
          <ProblemNote problem={model.problem} />
        </div>
      ) : null}
      {model.purpose === "chat" ? null : (
        <p className="mt-3 max-w-prose text-pretty">
          {t(`models.purposes.${model.purpose}`)}
          {model.bundled ? ` ${t("models.bundledEmbedding.text")}` : null}
        </p>
      )}
      {model.bundled && model.purpose === "embedding" ? <BundledEmbeddingSwitch /> : null}
      <div className="mt-3">
        {isOfServer ? (
          <p className="text-small text-muted">
            {isInServer && server.plan ? words.reason(server.plan.reason) : t("models.server.fit")}
          </p>
        ) : (
          <FitLine fit={model.fit}>{words.reason(model.fit.reason)}</FitLine>
        )}
      </div>
      {model.calibration ? (
        <p className="mt-3 text-small text-muted">{calibrationWords(t, model.calibration)}</p>
      ) : null}
      {writes && model.style !== "starter" && (isOfServer || (server && server.path !== null)) ? (
        <div className="mt-3">
          <Switch
            isSelected={isOfServer}
            onChange={(isOn) => void act(() => api.models.setRunBy({ id: model.id, runBy: isOn ? "server" : "app" }))}
          >
            {t("models.server.runBy")}
          </Switch>
        </div>
      ) : null}
      <AdapterList modelId={model.id} />
      {isLoaded && engine.prompt ? (
        <p className="mt-3 text-small text-warn">{words.reason(engine.prompt)}</p>
      ) : model.hasChatTemplate || !canChat(model) ? null : (
        <p className="mt-3 text-small text-warn">{t("models.noTemplate")}</p>
      )}
      {isLoading ? (
        <div className="mt-4">
          <p className="mb-1 text-small text-muted">{engineWords(t, engine)}</p>
          <ProgressLine label={engineWords(t, engine)} value={engine.loadProgress} />
        </div>
      ) : null}
      <TrialNote model={model} />
      <div className="mt-3">
        <Disclosure title={t("models.details")}>
          <dl className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-x-6 gap-y-3">
            {details.map(([name, value]) => (
              <div key={name}>
                <dt className="text-small text-muted">{name}</dt>
                <dd className="wrap-anywhere">{value}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      </div>
      <div className="mt-3 flex flex-wrap gap-2 empty:hidden">
        {model.isDefault || !writes || isBase(model) ? null : (
          <Button
            size="small"
            isDisabled={isTooLarge}
            onPress={() => void act(() => api.models.setDefault({ id: model.id }))}
          >
            {t("models.setDefault")}
          </Button>
        )}
        {isLoaded ? (
          <Button
            size="small"
            isDisabled={engine.status === "busy"}
            onPress={() => void act(() => api.models.unload())}
          >
            {t("engine.unload")}
          </Button>
        ) : isRunning ? (
          <Button size="small" onPress={() => void act(() => api.llamaServer.stop())}>
            {t("models.server.stop")}
          </Button>
        ) : !writes ? null : (
          <Button
            size="small"
            isDisabled={isLoading || isStarting || isTooLarge}
            onPress={() => void act(() => api.models.load({ id: model.id }))}
          >
            {t("models.load")}
          </Button>
        )}
        {model.bundled ? null : (
          <Button size="small" kind="quiet" onPress={onRemove}>
            {t("models.remove")}
          </Button>
        )}
      </div>
    </article>
  );
}

function BundledEmbeddingSwitch() {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const settings = useSettings().data;
  return settings ? (
    <div className="mt-3">
      <Switch
        isSelected={settings.bundledEmbedding}
        onChange={(bundledEmbedding) => void act(() => api.settings.set({ bundledEmbedding }))}
      >
        {t("models.bundledEmbedding.use")}
      </Switch>
    </div>
  ) : null;
}

function calibrationWords(t: TFunction, { threshold, told }: Calibration): string {
  return threshold === null
    ? t("models.calibration.unable", { told })
    : t("models.calibration.able", { told, threshold });
}
