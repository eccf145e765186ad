import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import { useEndpointOf } from "../../lib/endpoints.ts";
import { EndpointChip } from "../endpoints/index.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import type { Recipe, Timings } from "../../../electron/contract/summaries.ts";
import { textNames } from "../../../electron/contract/summaryOptions.ts";
import { formNames, useOptionWords } from "./optionWords.ts";

const timingNames = [
  ["readMs", "read"],
  ["digestMs", "digest"],
  ["mapMs", "map"],
  ["mergeMs", "merge"],
  ["verifyMs", "verify"],
  ["totalMs", "total"],
] as const;

/** name, value, whether it is for copying */
type Row = [string, string, boolean];

const row = "grid grid-cols-[10rem_minmax(0,1fr)] gap-3";

/** Everything that is needed to make the same summary again, and how long each step took. */
export function RecipeDisclosure({ recipe, timings }: { recipe: Recipe; timings: Timings | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useOptionWords();
  const chosen = words.chosen(recipe.options);
  const rows: Row[] = [
    [t("summary.recipe.model"), recipe.model.name, false],
    [t("summary.recipe.quantization"), recipe.model.quantization, false],
    [t("summary.recipe.hash"), recipe.model.sha256, true],
    ...(recipe.model.runBy === undefined ? [] : [[t("summary.recipe.runBy"), recipe.model.runBy, false] satisfies Row]),
    ...(recipe.wrote
      ? [
          [
            t("summary.recipe.wrote"),
            recipe.wrote.map((by) => t("summary.recipe.wroteParts", { ...by })).join("; "),
            false,
          ] satisfies Row,
        ]
      : []),
    [t("summary.recipe.version"), String(recipe.version), false],
    [t("summary.recipe.seed"), String(recipe.seed), true],
    [t("summary.recipe.temperature"), String(recipe.temperature), false],
    ...formNames.map((name): Row => [words.name(name), words.value(name, recipe.options[name]), false]),
    ...textNames
      .filter((name) => recipe.options[name] !== "")
      .map((name): Row => [words.name(name), recipe.options[name], false]),
    ...(chosen === "" ? [] : [[t("summary.recipe.options"), chosen, false] satisfies Row]),
    ...(recipe.vectors === undefined ? [] : [[t("summary.recipe.vectors"), recipe.vectors.name, false] satisfies Row]),
    [t("summary.recipe.prompts"), recipe.prompts, true],
    [t("summary.recipe.pipeline"), recipe.pipeline, true],
    [t("summary.recipe.app"), recipe.app, false],
  ];
  const endpoint = useEndpointOf(recipe.model.sha256);
  return (
    <Disclosure title={t("summary.recipe.title")}>
      {endpoint ? (
        <div className="mb-3">
          <EndpointChip endpoint={endpoint} />
        </div>
      ) : null}
      <dl className="flex flex-col gap-1.5 text-small">
        {rows.map(([name, value, isCode]) => (
          <div key={name} className={row}>
            <dt className="text-muted">{name}</dt>
            <dd className={`min-w-0 wrap-anywhere ${isCode ? "font-mono" : ""}`}>{value}</dd>
          </div>
        ))}
        {timings && (
          <div className={row}>
            <dt className="text-muted">{t("summary.recipe.time")}</dt>
            <dd className="min-w-0">
              {timingNames
                .map(([key, name]) =>
                  t("summary.recipe.timing", {
                    name: t(`summary.recipe.steps.${name}`),
                    seconds: formats.seconds(timings[key]),
                  }),
                )
                .join(" · ")}
            </dd>
          </div>
        )}
      </dl>
    </Disclosure>
  );
}
