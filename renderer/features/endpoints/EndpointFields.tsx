import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type EndpointColour, endpointColours } from "../../../electron/contract/endpoints.ts";
import { type Task, tasks } from "../../../electron/contract/tasks.ts";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
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

/** Any of some things, in their order. */
export function Switches<T extends string>({ label, choices, chosen, onChange }: SwitchesProps<T>) {
  return (
    <fieldset className="min-w-0">
      <legend className="font-medium">{label}</legend>
      <div className="mt-2 grid max-h-52 grid-cols-1 gap-x-4 gap-y-2 overflow-auto py-1 sm:grid-cols-2">
        {choices.map(({ id, label: each }) => (
          <Switch
            key={id}
            isSelected={chosen.includes(id)}
            onChange={(isOn) =>
              onChange(
                choices.map((choice) => choice.id).filter((other) => (other === id ? isOn : chosen.includes(other))),
              )
            }
          >
            <span className="wrap-anywhere">{each}</span>
          </Switch>
        ))}
      </div>
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

/** What an endpoint may be used for. */
export function TaskSwitches(props: Pick<SwitchesProps<Task>, "chosen" | "onChange">) {
  const { t } = useTranslation();
  return (
    <Switches
      label={t("endpoints.tasks")}
      choices={tasks.map((id) => ({ id, label: t(`endpoints.task.${id}`) }))}
      {...props}
    />
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
