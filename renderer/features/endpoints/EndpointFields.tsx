import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type EndpointColour, endpointColours } from "../../../electron/contract/endpoints.ts";
import { type Task, tasks } from "../../../electron/contract/tasks.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
import { NumberField } from "../../ui/NumberField.tsx";
import { Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { ColourDot } from "./EndpointChip.tsx";

interface SwitchesProps<T extends string> {
  readonly label: string;
  readonly choices: readonly { readonly id: T; readonly label: string }[];
  readonly chosen: readonly T[];
  onChange(chosen: readonly T[]): void;
}

/** Switches that are shown of a long list, of which a filter finds the others. */
const mostShown = 40;

/** Any of some things, in their order. */
export function Switches<T extends string>({ label, choices, chosen, onChange }: SwitchesProps<T>) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState("");
  const isLong = choices.length > mostShown;
  const picked = new Set<string>(chosen);
  const wanted = filter.trim().toLowerCase();
  const fitting = isLong ? choices.filter((choice) => choice.label.toLowerCase().includes(wanted)) : choices;
  // Those that are on stand first, so that they are seen whatever the filter.
  const shown = isLong
    ? [...choices.filter(({ id }) => picked.has(id)), ...fitting.filter(({ id }) => !picked.has(id))].slice(
        0,
        mostShown + picked.size,
      )
    : choices;
  const left = fitting.filter(({ id }) => !picked.has(id)).length - (shown.length - picked.size);
  return (
    <fieldset className="min-w-0">
      <legend className="font-medium">{label}</legend>
      {isLong ? (
        <div className="mt-2">
          <TextField label={t("endpoints.filterModels")} value={filter} onChange={setFilter} autoComplete="off" />
        </div>
      ) : null}
      <div className="mt-2 grid max-h-52 grid-cols-1 gap-x-4 gap-y-2 overflow-auto py-1 sm:grid-cols-2">
        {shown.map(({ id, label: each }) => (
          <Switch
            key={id}
            isSelected={picked.has(id)}
            onChange={(isOn) =>
              onChange(choices.map((choice) => choice.id).filter((other) => (other === id ? isOn : picked.has(other))))
            }
          >
            <span className="wrap-anywhere">{each}</span>
          </Switch>
        ))}
      </div>
      {left > 0 ? <p className="mt-1 text-small text-muted">{t("endpoints.moreModels", { count: left })}</p> : null}
    </fieldset>
  );
}

export function NameField(props: { readonly value: string; onChange(name: string): void }) {
  const { t } = useTranslation();
  return <TextField label={t("endpoints.name")} maxLength={80} autoComplete="off" {...props} />;
}

/** A key is entered, and never shown again. */
export function KeyField(props: { readonly label: string; readonly value: string; onChange(key: string): void }) {
  const { t } = useTranslation();
  const api = useApi();
  const keyStore = useQuery({
    queryKey: [...keys.endpoints, "keyStore"],
    queryFn: ({ signal }) => api.endpoints.keyStore(undefined, { signal }),
  }).data;
  return (
    <TextField
      description={t(`endpoints.keyHint.${keyStore ?? "keychain"}`)}
      type="password"
      autoComplete="off"
      {...props}
    />
  );
}

/** What a person says of the models of a server; null: nothing, so that what the server says counts. */
export interface SaidLimits {
  readonly contextTokens: number | null;
  readonly parallel: number | null;
}

export function LimitFields({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: SaidLimits;
  onChange(said: SaidLimits): void;
}) {
  const { t } = useTranslation();
  const hint = useId();
  const field = (name: keyof SaidLimits) => ({
    value: value[name] ?? NaN,
    onChange: (number: number) => onChange({ ...value, [name]: Number.isNaN(number) ? null : number }),
    "aria-describedby": hint,
  });
  return (
    <fieldset className="min-w-0">
      <legend className="font-medium">{label}</legend>
      <div className="mt-2 flex flex-wrap gap-x-6 gap-y-3">
        <NumberField
          label={t("endpoints.contextField")}
          minValue={512}
          maxValue={10_000_000}
          {...field("contextTokens")}
        />
        <NumberField label={t("endpoints.parallelField")} minValue={1} maxValue={64} {...field("parallel")} />
      </div>
      <p id={hint} className="mt-1.5 text-small text-muted">
        {t("endpoints.limitsHint")}
      </p>
    </fieldset>
  );
}

/** What an endpoint may be used for. */
export function TaskSwitches(props: Pick<SwitchesProps<Task>, "chosen" | "onChange">) {
  const { t } = useWords();
  return (
    <Switches label={t("endpoints.tasks")} choices={tasks.map((id) => ({ id, label: t(`task:${id}`) }))} {...props} />
  );
}

export function ColourSelect({
  value,
  onChange,
}: {
  readonly value: EndpointColour | null;
  onChange(colour: EndpointColour): void;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex items-end gap-3">
      <Select
        label={t("endpoints.colour.label")}
        placeholder={t("endpoints.colour.usual")}
        className="w-48"
        value={value}
        onChange={onChange}
        choices={endpointColours.map((id) => ({ id, label: t(`endpoints.colour.${id}`) }))}
      />
      {value ? (
        <span className="pb-3">
          <ColourDot colour={value} />
        </span>
      ) : null}
    </div>
  );
}
