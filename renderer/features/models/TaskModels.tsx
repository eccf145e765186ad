import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Adapter, modelIdWith } from "../../../electron/contract/adapters.ts";
import { type Endpoint, readEndpointModelId } from "../../../electron/contract/endpoints.ts";
import type { Model } from "../../../electron/contract/models.ts";
import type { Settings, TaskModel } from "../../../electron/contract/settings.ts";
import { type AssignedModel, type Task, type TaskUse } from "../../../electron/contract/tasks.ts";
import { taskUseWords } from "../../../electron/words/taskUseWords.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useApi } from "../../lib/api.ts";
import { choosableModels, useEndpoints, useModelChoice } from "../../lib/endpoints.ts";
import { useAdapters, useModels, useSettings, useTaskUses } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { canDo, purposeOf } from "../../lib/writingModels.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { type Choice, Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { EndpointChip } from "../endpoints/index.ts";

type Assigned = Settings["taskModels"];

/** Which model does what, and the choice of others. */
export function TaskModels() {
  const api = useApi();
  const act = useAction();
  const models = useModels().data;
  const adapters = useAdapters().data;
  const endpoints = useEndpoints().data;
  const uses = useTaskUses().data;
  const assigned = useSettings().data?.taskModels;
  if (!models || !adapters || !endpoints || !uses || !assigned) return null;
  return (
    <TaskList
      {...{ models, adapters, endpoints, uses, assigned }}
      onAssign={(taskModels) => void act(() => api.settings.set({ taskModels }))}
    />
  );
}

interface Given {
  readonly models: readonly Model[];
  readonly adapters: readonly Adapter[];
  readonly endpoints: readonly Endpoint[];
}

interface TaskListProps extends Given {
  readonly uses: readonly TaskUse[];
  readonly assigned: Assigned;
  onAssign(assigned: Assigned): void;
}

export function TaskList({ uses, assigned, onAssign, ...given }: TaskListProps) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="task-models" className="mt-10">
      <h2 id="task-models" className="text-lead font-semibold">
        {t("models.tasks.title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted text-pretty">{t("models.tasks.text")}</p>
      <ul
        aria-labelledby="task-models"
        className="mt-3 divide-y divide-line rounded-card border border-line bg-surface"
      >
        {uses.map((use) => (
          <TaskLine
            key={use.task}
            use={use}
            assigned={assigned[use.task]}
            onAssign={(chosen) => onAssign({ ...assigned, [use.task]: chosen })}
            {...given}
          />
        ))}
      </ul>
    </section>
  );
}

interface TaskLineProps extends Given {
  readonly use: TaskUse;
  readonly assigned: readonly TaskModel[];
  onAssign(assigned: TaskModel[]): void;
}

function TaskLine({ use, assigned, onAssign, ...given }: TaskLineProps) {
  const words = useWords();
  const { t } = words;
  const { task } = use;
  const label = t(`task:${task}`);
  const choices = useChoices(task, given);
  const left = choices.filter(({ id }) => assigned.every(({ modelId }) => modelId !== id));
  const isAutomatic = assigned.length === 0;
  return (
    <li aria-label={label} className="px-5 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="font-medium">{label}</p>
          <p className="text-small text-faint text-pretty">{t(`models.tasks.about.${task}`)}</p>
        </div>
        <div className="flex items-center gap-2">
          {isAutomatic ? null : (
            <Button kind="quiet" aria-label={t("models.tasks.resetFor", { task: label })} onPress={() => onAssign([])}>
              {t("models.tasks.reset")}
            </Button>
          )}
          <Select
            label={t("models.tasks.choose", { task: label })}
            isLabelHidden
            className="w-52"
            placeholder={t(isAutomatic ? "models.tasks.choosePlace" : "models.tasks.addPlace")}
            value={null}
            onChange={(modelId) => onAssign([...assigned, { modelId, shares: false }])}
            choices={left}
            isDisabled={left.length === 0}
          />
        </div>
      </div>
      <p className="mt-1 max-w-prose text-small text-muted text-pretty empty:hidden">
        {taskUseWords(use, given.models, words).join(" ")}
      </p>
      {isAutomatic ? null : (
        <ol aria-label={label} className="mt-2 flex flex-col gap-2">
          {assigned.map(({ modelId, shares }, index) => (
            <AssignedLine
              // The same model may stand there twice where it was named at the terminal.
              key={`${String(index)} ${modelId}`}
              place={index}
              // Until it is known how it does, it is what was chosen.
              model={
                use.assigned.find((each) => each.modelId === modelId) ?? {
                  modelId,
                  shares,
                  name: choices.find(({ id }) => id === modelId)?.label ?? "",
                  problem: null,
                  isResting: false,
                }
              }
              shares={shares}
              endpoint={endpointOf(modelId, given.endpoints)}
              isLast={index === assigned.length - 1}
              canShare={index > 0 && purposeOf(task) === "chat"}
              onMove={(by) => onAssign(moved(assigned, index, index + by))}
              onShare={(isSharing) =>
                onAssign(assigned.map((each, at) => (at === index ? { ...each, shares: isSharing } : each)))
              }
              onRemove={() => onAssign(firstAlone(assigned.filter((_, at) => at !== index)))}
            />
          ))}
        </ol>
      )}
    </li>
  );
}

interface AssignedLineProps {
  /** from 0 */
  readonly place: number;
  readonly model: AssignedModel;
  readonly shares: boolean;
  readonly endpoint: Endpoint | null;
  readonly isLast: boolean;
  readonly canShare: boolean;
  onMove(by: 1 | -1): void;
  onShare(shares: boolean): void;
  onRemove(): void;
}

/** One of the models of a task, in its place. */
function AssignedLine(props: AssignedLineProps) {
  const { place, model, shares, endpoint, isLast, canShare, onMove, onShare, onRemove } = props;
  const { t, error } = useWords();
  const { problem, isResting } = model;
  const name = model.name ?? t("models.tasks.gone");
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="text-small text-faint tabular-nums">{place + 1}</span>
          <span className={`min-w-0 wrap-anywhere ${problem && !isResting ? "text-muted line-through" : ""}`}>
            {name}
          </span>
          {endpoint ? <EndpointChip endpoint={endpoint} /> : null}
        </p>
        {problem ? (
          <p className="pl-5 text-small text-warn text-pretty">
            {isResting ? t("models.tasks.resting", { problem: error(problem) }) : error(problem)}
          </p>
        ) : null}
      </div>
      <div className="flex items-center gap-1">
        {canShare ? (
          <span className="mr-2 text-small">
            <Switch aria-label={t("models.tasks.sharesOf", { name })} isSelected={shares} onChange={onShare}>
              {t("models.tasks.shares")}
            </Switch>
          </span>
        ) : null}
        <IconButton
          size="small"
          icon={ArrowUp}
          label={t("models.tasks.up", { name })}
          isDisabled={place === 0}
          onPress={() => onMove(-1)}
        />
        <IconButton
          size="small"
          icon={ArrowDown}
          label={t("models.tasks.down", { name })}
          isDisabled={isLast}
          onPress={() => onMove(1)}
        />
        <IconButton size="small" icon={X} label={t("models.tasks.remove", { name })} onPress={onRemove} />
      </div>
    </li>
  );
}

/** What can do the task: files of this computer, alone and with the adapters that fit them, then models of endpoints that are allowed to. */
function useChoices(task: Task, { models, adapters, endpoints }: Given): Choice<string>[] {
  const { t } = useTranslation();
  const choiceOf = useModelChoice();
  return choosableModels(models, endpoints, task)
    .filter((model) => canDo(task, model))
    .flatMap((model) => {
      const choice = choiceOf(model);
      const fitting = adapters.flatMap((adapter) => {
        const use = adapter.models.find(({ id }) => id === model.id);
        return use && adapter.isThere ? [{ ...use, adapter }] : [];
      });
      const names = (scale: number, name: string) => (scale === 1 ? name : `${name} × ${String(scale)}`);
      return [
        choice,
        ...(fitting.some(({ active }) => active)
          ? [{ ...choice, id: `${model.id}+`, label: t("models.tasks.withoutAdapters", { name: model.name }) }]
          : []),
        ...fitting
          .filter(({ scale }) => scale > 0)
          .map(({ scale, adapter }) => ({
            ...choice,
            id: modelIdWith(model.id, [{ id: adapter.id, scale }]),
            label: `${model.name} + ${names(scale, adapter.name)}`,
          })),
      ];
    });
}

function endpointOf(modelId: string, endpoints: readonly Endpoint[]): Endpoint | null {
  const named = readEndpointModelId(modelId);
  return endpoints.find(({ id }) => id === named?.endpointId) ?? null;
}

function moved(assigned: readonly TaskModel[], from: number, to: number): TaskModel[] {
  const others = assigned.filter((_, at) => at !== from);
  return firstAlone(others.toSpliced(to, 0, ...assigned.slice(from, from + 1)));
}

/** There is nobody before the first with whom it could share. */
function firstAlone(assigned: readonly TaskModel[]): TaskModel[] {
  return assigned.map((each, at) => (at === 0 ? { ...each, shares: false } : each));
}
