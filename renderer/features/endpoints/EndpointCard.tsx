import type { Endpoint, EndpointModel } from "../../../electron/contract/endpoints.ts";
import { tasks as allTasks } from "../../../electron/contract/tasks.ts";
import { endpointModelWords } from "../../../electron/words/endpointWords.ts";
import { useWords } from "../../i18n/useWords.ts";
import { SlidersHorizontal } from "lucide-react";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { EndpointChip } from "./EndpointChip.tsx";

interface EndpointCardProps {
  readonly endpoint: Endpoint;
  readonly isTesting: boolean;
  onTest(): void;
  /** @param certificate its SHA-256 */
  onTrust(certificate: string): void;
  onChange(): void;
  onChangeModel(model: EndpointModel): void;
  onEnable(enabled: boolean): void;
  onRemove(): void;
}

/** Names of models that are shown which were not tried; a server may list hundreds. */
const shownModels = 12;

const byNumbers = new Intl.Collator(undefined, { numeric: true });

export function EndpointCard(props: EndpointCardProps) {
  const { t } = useWords();
  const { endpoint, isTesting } = props;
  const { name, url, reach, kind, version, hasKey, tasks, models, problem, enabled } = endpoint;
  const ordered = models.toSorted((a, b) => byNumbers.compare(a.name, b.name));
  const isTried = ({ found, contextTokens, parallel }: EndpointModel): boolean =>
    found !== null || contextTokens !== null || parallel !== null;
  const tried = ordered.filter(isTried);
  const untried = ordered.filter((model) => !isTried(model));
  const untriedNames = untried.slice(0, shownModels).map((model) => model.name);
  if (untried.length > shownModels) {
    untriedNames.push(t("endpoints.moreModels", { count: untried.length - shownModels }));
  }
  const shown = problem?.data?.["fingerprint"];
  const facts = [
    reach === "loopback" ? null : t(`endpoints.reach.${reach}`),
    kind === null ? null : [t(`endpoints.kind.${kind}`), version].filter((part) => part !== null).join(" "),
    hasKey ? t("endpoints.keyKept") : null,
    endpoint.certificate === null ? null : t("endpoints.trusted"),
    tasks.length === allTasks.length
      ? t("endpoints.allTasks")
      : t("endpoints.onlyFor", { tasks: tasks.map((task) => t(`task:${task}`)) }),
  ].filter((fact) => fact !== null && fact !== "");
  return (
    <article aria-label={name} className="rounded-card border border-line bg-surface px-5 py-4">
      <div className="flex items-start justify-between gap-x-4">
        <div className="min-w-0 flex-1">
          <h2 className="text-lead font-semibold wrap-anywhere">{name}</h2>
          <p className="font-mono text-small wrap-anywhere text-muted">{url}</p>
        </div>
        <Switch isSelected={enabled} onChange={props.onEnable}>
          {t(enabled ? "endpoints.isOn" : "endpoints.isOff")}
        </Switch>
      </div>
      <div className="mt-3">
        <EndpointChip endpoint={endpoint} />
      </div>
      <p className="mt-2 text-small text-muted">{facts.join(" · ")}</p>
      {problem ? (
        <div className="mt-3">
          <ProblemNote problem={problem} />
          {typeof shown === "string" ? (
            <Button size="small" className="mt-2" onPress={() => props.onTrust(shown)} isDisabled={isTesting}>
              {t("endpoints.trust")}
            </Button>
          ) : null}
        </div>
      ) : null}
      {tried.length > 0 ? (
        <ul aria-label={t("endpoints.models")} className="mt-3 flex flex-col gap-2">
          {tried.map((model) => (
            <ModelLine key={model.id} {...{ endpoint, model, onChange: () => props.onChangeModel(model) }} />
          ))}
        </ul>
      ) : null}
      {untried.length > 0 ? (
        <p className="mt-3 text-small wrap-anywhere text-muted">{t("endpoints.untried", { names: untriedNames })}</p>
      ) : null}
      {isTesting ? (
        <div className="mt-3">
          <ProgressLine label={t("endpoints.testing")} value={null} />
        </div>
      ) : null}
      <div className="mt-4 flex flex-wrap gap-2">
        <Button size="small" onPress={props.onTest} isDisabled={isTesting}>
          {t("endpoints.test")}
        </Button>
        <Button size="small" kind="quiet" onPress={props.onChange}>
          {t("endpoints.change")}
        </Button>
        <Button size="small" kind="quiet" onPress={props.onRemove}>
          {t("endpoints.remove")}
        </Button>
      </div>
    </article>
  );
}

function ModelLine({
  endpoint,
  model,
  onChange,
}: {
  readonly endpoint: Endpoint;
  readonly model: EndpointModel;
  onChange(): void;
}) {
  const words = useWords();
  return (
    <li className="flex items-start justify-between gap-x-4">
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">{model.name}</p>
        <p className="text-small text-muted">{endpointModelWords(endpoint, model, words).join(" · ")}</p>
      </div>
      <IconButton
        icon={SlidersHorizontal}
        size="small"
        label={words.t("endpoints.changeLimits", { name: model.name })}
        onPress={onChange}
      />
    </li>
  );
}
