import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Model } from "../../../electron/contract/models.ts";
import { type Settings, type SettingsPatch, settingsSchema } from "../../../electron/contract/settings.ts";
import { tasks } from "../../../electron/contract/tasks.ts";
import { summaryOptionTable } from "../../../electron/contract/summaryOptions.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useModelChoice } from "../../lib/endpoints.ts";
import { useModels } from "../../lib/queries.ts";
import { useVault } from "../../lib/vault.ts";
import { canWrite, isBase } from "../../lib/writingModels.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Button } from "../../ui/Button.tsx";
import { NumberField } from "../../ui/NumberField.tsx";
import { Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { useOptionWords } from "../summary/index.ts";
import { VaultField } from "../vault/index.ts";
import { HubMirrorsField } from "./HubMirrorsField.tsx";
import { QuickKeyField } from "./QuickKeyField.tsx";
import { ProgramsField } from "./ProgramsField.tsx";
import { ReadLimitsFields } from "./ReadLimitsFields.tsx";
import { SystemPromptField } from "./SystemPromptField.tsx";

export const settingSections = [
  "general",
  "protection",
  "models",
  "summaries",
  "chat",
  "desktop",
  "programs",
  "limits",
] as const;

interface FieldProps {
  readonly settings: Settings;
  readonly save: (patch: SettingsPatch) => void;
}

interface SettingField {
  readonly section: (typeof settingSections)[number];
  readonly Field: (props: FieldProps) => ReactNode;
  /** only the application's own shell can do it */
  readonly isOfShell?: true;
}

/** How every setting is asked for, and where; in the order in which a section shows them. */
export const settingFields: { readonly [Name in keyof Settings]: SettingField } = {
  theme: { section: "general", Field: Theme },
  defaultModelId: { section: "models", Field: DefaultModel },
  taskModels: { section: "models", Field: TaskModels },
  gpu: { section: "models", Field: Gpu },
  threads: { section: "models", Field: Threads },
  contextSize: { section: "models", Field: ContextSize },
  loadAtStart: { section: "models", Field: LoadAtStart },
  bundledEmbedding: { section: "models", Field: BundledEmbedding },
  sleepMinutes: { section: "models", Field: SleepMinutes },
  temperature: { section: "models", Field: Temperature },
  downloadLimit: { section: "models", Field: DownloadLimit },
  hubMirrors: { section: "models", Field: HubMirrors },
  wattsPerCore: { section: "models", Field: WattsPerCore },
  summaryLength: { section: "summaries", Field: SummaryLength },
  summarizeOnOpen: { section: "summaries", Field: SummarizeOnOpen },
  chatSystemPrompt: { section: "chat", Field: ChatSystemPrompt },
  keepStates: { section: "chat", Field: KeepStates },
  lockAfterMinutes: { section: "protection", Field: VaultField },
  offlineLock: { section: "general", Field: OfflineLock },
  quickKey: { section: "desktop", Field: QuickKey, isOfShell: true },
  staysInTray: { section: "desktop", Field: StaysInTray, isOfShell: true },
  api: { section: "programs", Field: Programs },
  readLimits: { section: "limits", Field: ReadLimits },
};

function Theme({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
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
  );
}

function QuickKey({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Row label={t("settings.quickKey")} text={t("settings.quickKeyText")}>
      <QuickKeyField value={settings.quickKey} onSave={(quickKey) => save({ quickKey })} />
    </Row>
  );
}

function Programs() {
  return <ProgramsField />;
}

function StaysInTray({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
    <div className="py-4">
      <Switch isSelected={settings.staysInTray} onChange={(staysInTray) => save({ staysInTray })}>
        <span className="block font-medium">{t("settings.staysInTray")}</span>
        <span className="block text-small text-muted">{t("settings.staysInTrayText")}</span>
      </Switch>
    </div>
  );
}

function OfflineLock({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
    <div className="py-4">
      <Switch isSelected={settings.offlineLock} onChange={(offlineLock) => save({ offlineLock })}>
        <span className="block font-medium">{t("settings.offlineLock")}</span>
        <span className="block text-small text-muted">{t("settings.offlineLockText")}</span>
      </Switch>
    </div>
  );
}

function DefaultModel({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  const choiceOf = useModelChoice();
  const models = useModels().data ?? [];
  return (
    <Row label={t("settings.defaultModel")} text={t("settings.defaultModelText")}>
      <Select
        label={t("settings.defaultModel")}
        isLabelHidden
        className="w-64"
        value={settings.defaultModelId ?? "auto"}
        onChange={(id) => save({ defaultModelId: id === "auto" ? null : id })}
        choices={[{ id: "auto", label: t("settings.defaultAuto") }, ...models.filter(isDefaultable).map(choiceOf)]}
      />
    </Row>
  );
}

/** Which models do a task is chosen where the models are; here it is told, and taken back. */
function TaskModels({ settings, save }: FieldProps) {
  const { t } = useWords();
  const assigned = tasks.filter((task) => settings.taskModels[task].length > 0);
  if (assigned.length === 0) return null;
  return (
    <Row
      label={t("settings.taskModels")}
      text={t("settings.taskModelsText", { tasks: assigned.map((task) => t(`task:${task}`)) })}
    >
      <Button onClick={() => save({ taskModels: settingsSchema.shape.taskModels.parse(undefined) })}>
        {t("settings.taskModelsReset")}
      </Button>
    </Row>
  );
}

function Gpu({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
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
  );
}

function Threads({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
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
  );
}

function ContextSize({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
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
  );
}

function LoadAtStart({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Row label={t("settings.atStart")} text={t("settings.loadAtStartText")}>
      <div className="pt-2">
        <Switch isSelected={settings.loadAtStart} onChange={(loadAtStart) => save({ loadAtStart })}>
          {t("settings.loadAtStart")}
        </Switch>
      </div>
    </Row>
  );
}

function BundledEmbedding({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Row label={t("models.findsPassages")} text={t("settings.bundledEmbeddingText")}>
      <div className="pt-2">
        <Switch isSelected={settings.bundledEmbedding} onChange={(bundledEmbedding) => save({ bundledEmbedding })}>
          {t("models.bundledEmbedding.use")}
        </Switch>
      </div>
    </Row>
  );
}

function SleepMinutes({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
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
  );
}

function Temperature({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
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
  );
}

function DownloadLimit({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  const limit = settings.downloadLimit;
  return (
    <Row label={t("settings.downloadLimit")} text={t("settings.downloadLimitText")}>
      <AutoNumber
        autoLabel={t("settings.downloadUnlimited")}
        label={t("settings.downloadLimit")}
        unit={t("settings.megabytesPerSecond")}
        value={limit === null ? null : limit / bytesPerMegabyte}
        start={5}
        minValue={0.1}
        maxValue={100_000}
        onChange={(megabytes) =>
          save({ downloadLimit: megabytes === null ? null : Math.round(megabytes * bytesPerMegabyte) })
        }
      />
    </Row>
  );
}

function WattsPerCore({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Row label={t("settings.wattsPerCore")} text={t("settings.wattsPerCoreText")}>
      <NumberField
        label={t("settings.wattsPerCore")}
        isLabelHidden
        unit={t("settings.watts")}
        value={settings.wattsPerCore}
        minValue={0.1}
        maxValue={200}
        step={0.1}
        onChange={(wattsPerCore) => Number.isNaN(wattsPerCore) || save({ wattsPerCore })}
      />
    </Row>
  );
}

const bytesPerMegabyte = 1_000_000;

function HubMirrors({ settings, save }: FieldProps) {
  return (
    <div className="py-4">
      <HubMirrorsField
        key={settings.hubMirrors.join(" ")}
        value={settings.hubMirrors}
        onSave={(hubMirrors) => save({ hubMirrors })}
      />
    </div>
  );
}

function SummaryLength({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  const optionWords = useOptionWords();
  return (
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
  );
}

function SummarizeOnOpen({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
    <div className="py-4">
      <Switch isSelected={settings.summarizeOnOpen} onChange={(summarizeOnOpen) => save({ summarizeOnOpen })}>
        <span className="block font-medium">{t("settings.summarizeOnOpen")}</span>
        <span className="block text-small text-muted">{t("settings.summarizeOnOpenText")}</span>
      </Switch>
    </div>
  );
}

function ChatSystemPrompt({ settings, save }: FieldProps) {
  return (
    <div className="py-4">
      <SystemPromptField
        key={settings.chatSystemPrompt}
        value={settings.chatSystemPrompt}
        onSave={(chatSystemPrompt) => save({ chatSystemPrompt })}
      />
    </div>
  );
}

function KeepStates({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  const isEncrypted = useVault()?.status === "open";
  return (
    <div className="py-4">
      <Switch
        isSelected={settings.keepStates && !isEncrypted}
        isDisabled={isEncrypted}
        onChange={(keepStates) => save({ keepStates })}
      >
        <span className="block font-medium">{t("settings.keepStates")}</span>
        <span className="block text-small text-muted">
          {t(isEncrypted ? "settings.keepStatesEncrypted" : "settings.keepStatesText")}
        </span>
      </Switch>
    </div>
  );
}

function ReadLimits({ settings, save }: FieldProps) {
  const { t } = useTranslation();
  return (
    <div className="py-3">
      <Disclosure title={t("settings.limitsText")}>
        <ReadLimitsFields limits={settings.readLimits} onSave={(readLimits) => save({ readLimits })} />
      </Disclosure>
    </div>
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

/** A base model is asked only where that is wanted. */
const isDefaultable = (model: Model): boolean => canWrite(model) && !isBase(model);

/** The usual ones, and what another program may have set. */
function sleepChoices(current: number): number[] {
  return [...new Set([5, 10, 30, 60, 0, current])];
}
