import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import { type Settings, type SettingsPatch, settingsSchema } from "../../../electron/contract/settings.ts";
import type { Problem } from "../../../electron/contract/errors.ts";
import type { Model } from "../../../electron/contract/models.ts";
import { summaryOptionTable } from "../../../electron/contract/summaryOptions.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys, useInfo, useModels, useSettings } from "../../lib/queries.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { NumberField } from "../../ui/NumberField.tsx";
import { Page } from "../../ui/Page.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { useOptionWords } from "../summary/optionWords.ts";
import { ReadLimitsFields } from "./ReadLimitsFields.tsx";
import { SystemPromptField } from "./SystemPromptField.tsx";

/** Every setting, saved as it is changed. */
export function SettingsView() {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const { data: settings, error } = useSettings();
  const [problem, setProblem] = useState<Problem | null>(null);

  async function save(patch: SettingsPatch) {
    setProblem(null);
    const before = queries.getQueryData<Settings>(keys.settings);
    if (before) queries.setQueryData(keys.settings, settingsSchema.parse({ ...before, ...patch }));
    try {
      queries.setQueryData(keys.settings, await api.settings.set(patch));
    } catch (thrown) {
      queries.setQueryData(keys.settings, before);
      setProblem(callError(thrown).toProblem());
    }
  }

  const told = problem ?? (error ? callError(error).toProblem() : null);
  return (
    <Page title={t("settings.title")}>
      {told ? (
        <div className="mt-5">
          <ProblemNote problem={told} {...(problem ? { title: t("settings.notSaved") } : {})} />
        </div>
      ) : null}
      {settings ? (
        <Fields settings={settings} save={(patch) => void save(patch)} />
      ) : error ? null : (
        <div className="mt-5">
          <ProgressLine label={t("common.loading")} value={null} />
        </div>
      )}
    </Page>
  );
}

function Fields({ settings, save }: { settings: Settings; save: (patch: SettingsPatch) => void }) {
  const { t } = useTranslation();
  const optionWords = useOptionWords();
  const words = useWords();
  const models = useModels().data ?? [];
  return (
    <>
      <Section title={t("settings.general")}>
        <Row label={t("settings.theme")}>
          <Select
            label={t("settings.theme")}
            isLabelHidden
            className="w-64"
            value={settings.theme}
            onChange={(theme) => save({ theme })}
            choices={[
              { id: "system", label: t("settings.themeSystem") },
              { id: "light", label: t("settings.themeLight") },
              { id: "dark", label: t("settings.themeDark") },
            ]}
          />
        </Row>
      </Section>

      <Section title={t("settings.models")}>
        <Row label={t("settings.defaultModel")} text={t("settings.defaultModelText")}>
          <Select
            label={t("settings.defaultModel")}
            isLabelHidden
            className="w-64"
            value={settings.defaultModelId ?? "auto"}
            onChange={(id) => save({ defaultModelId: id === "auto" ? null : id })}
            choices={[
              { id: "auto", label: t("settings.defaultAuto") },
              ...models.filter(isWriting).map(({ id, name, fit }) => ({
                id,
                label: name,
                detail: fit.verdict === "fits" ? undefined : words.reason(fit.reason),
                isDisabled: fit.verdict === "tooLarge",
              })),
            ]}
          />
        </Row>
        <Row label={t("settings.gpu")}>
          <Select
            label={t("settings.gpu")}
            isLabelHidden
            className="w-64"
            value={settings.gpu}
            onChange={(gpu) => save({ gpu })}
            choices={[
              { id: "auto", label: t("settings.gpuAuto"), detail: t("settings.gpuAutoText") },
              { id: "cpu", label: t("settings.gpuCpu") },
            ]}
          />
        </Row>
        <Row label={t("settings.threads")} text={t("settings.threadsAutoText")}>
          <AutoNumber
            autoLabel={t("settings.threadsAuto")}
            label={t("settings.threadsCount")}
            value={settings.threads}
            start={Math.max(1, (navigator.hardwareConcurrency || 2) - 1)}
            minValue={1}
            maxValue={256}
            onChange={(threads) => save({ threads })}
          />
        </Row>
        <Row label={t("settings.contextSize")} text={t("settings.contextAutoText")}>
          <AutoNumber
            autoLabel={t("settings.contextAuto")}
            label={t("settings.contextCount")}
            unit={t("settings.tokens")}
            value={settings.contextSize}
            start={8192}
            minValue={512}
            maxValue={1_048_576}
            step={512}
            onChange={(contextSize) => save({ contextSize })}
          />
        </Row>
        <Row label={t("settings.atStart")} text={t("settings.loadAtStartText")}>
          <div className="pt-2">
            <Switch isSelected={settings.loadAtStart} onChange={(loadAtStart) => save({ loadAtStart })}>
              {t("settings.loadAtStart")}
            </Switch>
          </div>
        </Row>
        <Row label={t("settings.sleep")} text={t("settings.sleepText")}>
          <Select
            label={t("settings.sleep")}
            isLabelHidden
            className="w-64"
            value={String(settings.sleepMinutes)}
            onChange={(minutes) => save({ sleepMinutes: Number(minutes) })}
            choices={sleepChoices(settings.sleepMinutes).map((minutes) => ({
              id: String(minutes),
              label: minutes === 0 ? t("settings.sleepNever") : t("settings.sleepMinutes", { count: minutes }),
            }))}
          />
        </Row>
        <Row label={t("settings.temperature")} text={t("settings.temperatureText")}>
          <NumberField
            label={t("settings.temperature")}
            isLabelHidden
            value={settings.temperature}
            minValue={0}
            maxValue={2}
            step={0.1}
            onChange={(temperature) => Number.isNaN(temperature) || save({ temperature })}
          />
        </Row>
      </Section>

      <Section title={t("settings.summaries")}>
        <Row label={t("settings.summaryLength")}>
          <Select
            label={t("settings.summaryLength")}
            isLabelHidden
            className="w-64"
            value={settings.summaryLength}
            onChange={(summaryLength) => save({ summaryLength })}
            choices={summaryOptionTable.length.values.map((id) => ({ id, label: optionWords.value("length", id) }))}
          />
        </Row>
        <div className="py-4">
          <Switch isSelected={settings.summarizeOnOpen} onChange={(summarizeOnOpen) => save({ summarizeOnOpen })}>
            <span className="block font-medium">{t("settings.summarizeOnOpen")}</span>
            <span className="block text-small text-muted">{t("settings.summarizeOnOpenText")}</span>
          </Switch>
        </div>
      </Section>

      <Section title={t("settings.chat")}>
        <div className="py-4">
          <SystemPromptField
            key={settings.chatSystemPrompt}
            value={settings.chatSystemPrompt}
            onSave={(chatSystemPrompt) => save({ chatSystemPrompt })}
          />
        </div>
        <div className="py-4">
          <Switch isSelected={settings.keepStates} onChange={(keepStates) => save({ keepStates })}>
            <span className="block font-medium">{t("settings.keepStates")}</span>
            <span className="block text-small text-muted">{t("settings.keepStatesText")}</span>
          </Switch>
        </div>
      </Section>

      <Section title={t("settings.limits")}>
        <div className="py-3">
          <Disclosure title={t("settings.limitsText")}>
            <ReadLimitsFields limits={settings.readLimits} onSave={(readLimits) => save({ readLimits })} />
          </Disclosure>
        </div>
      </Section>
      <About />
    </>
  );
}

/** A number that the application chooses by itself unless a person pins it. */
function AutoNumber(props: {
  autoLabel: string;
  label: string;
  unit?: string;
  value: number | null;
  /** where pinning begins */
  start: number;
  minValue: number;
  maxValue: number;
  step?: number;
  onChange(value: number | null): void;
}) {
  const { autoLabel, label, unit, value, start, minValue, maxValue, step, onChange } = props;
  return (
    <div className="flex flex-col gap-3 pt-2">
      <Switch isSelected={value === null} onChange={(isAuto) => onChange(isAuto ? null : start)}>
        {autoLabel}
      </Switch>
      {value === null ? null : (
        <NumberField
          label={label}
          isLabelHidden
          {...(unit === undefined ? {} : { unit })}
          {...(step === undefined ? {} : { step })}
          value={value}
          minValue={minValue}
          maxValue={maxValue}
          onChange={(next) => Number.isNaN(next) || onChange(next)}
        />
      )}
    </div>
  );
}

function About() {
  const { t } = useTranslation();
  const info = useInfo().data;
  return (
    <Section title={t("settings.about")}>
      <div className="flex flex-col gap-2 py-4 text-muted">
        {info ? <p>{t("settings.version", { version: info.version })}</p> : null}
        <p className="max-w-prose">{t("settings.aboutText")}</p>
        <p>
          <a href="#/shortcuts" className="rounded-small text-accent underline underline-offset-2">
            {t("actions.openShortcuts")}
          </a>
        </p>
      </div>
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-9">
      <h2 id={id} className="text-small font-medium text-muted">
        {title}
      </h2>
      <div className="mt-2 divide-y divide-line border-y border-line">{children}</div>
    </section>
  );
}

function Row({ label, text, children }: { label: string; text?: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-2 py-3.5">
      <div className="max-w-sm min-w-48 flex-1 pt-1.5">
        <p className="font-medium">{label}</p>
        {text ? <p className="text-small text-muted">{text}</p> : null}
      </div>
      <div className="w-64">{children}</div>
    </div>
  );
}

const isWriting = ({ purpose }: Pick<Model, "purpose">): boolean => purpose === "chat";

/** The usual ones, and what another program may have set. */
function sleepChoices(current: number): number[] {
  return [...new Set([5, 10, 30, 60, 0, current])];
}
