import { useTranslation } from "react-i18next";
import type { CataloguedModel } from "../../../electron/contract/catalogue.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { Chip } from "../../ui/Chip.tsx";
import { GetCatalogued } from "./GetButton.tsx";
import { BasisLine, HereLine } from "./HereLine.tsx";
import { faithfulWords, weightsWords } from "./hereWords.ts";
import type { Connect } from "./useConnecting.tsx";

interface CatalogueListProps {
  readonly models: readonly CataloguedModel[];
  /** the id of the one to begin with; null: none */
  readonly proposal: string | null;
  readonly connect: Connect;
}

/** The models that come along as a list, with what each would be here. */
export function CatalogueList({ models, proposal, connect }: CatalogueListProps) {
  const { t } = useTranslation();
  const measures = new Set(models.flatMap(({ faithfulness }) => (faithfulness ? [faithfulness.measure] : [])));
  return (
    <>
      <BasisLine heres={models.map(({ here }) => here)} />
      <ul
        aria-label={t("catalogue.title")}
        className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface"
      >
        {models.map((model) => (
          <CatalogueItem key={model.id} model={model} isProposed={model.id === proposal} connect={connect} />
        ))}
      </ul>
      {measures.size > 1 ? <p className="mt-2 text-small text-muted">{t("catalogue.measures")}</p> : null}
    </>
  );
}

function CatalogueItem({
  model,
  isProposed,
  connect,
}: {
  model: CataloguedModel;
  isProposed: boolean;
  connect: Connect;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const formats = useFormats();
  const { name, here, licence, faithfulness, tasks, purpose } = model;
  const facts = [
    t("catalogue.goodFor", { tasks: tasks.map((task) => words.t(`task:${task}`)) }),
    model.quantization,
    weightsWords(model.parameters, t, formats),
    licence.free ? licence.name : null,
  ].filter((fact) => fact !== null);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 px-5 py-4">
      <div className="min-w-60 flex-1">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-semibold wrap-anywhere">{name}</h3>
          {isProposed ? <Chip kind="accent">{t("catalogue.proposed")}</Chip> : null}
        </div>
        <p className="mt-0.5 text-small text-muted">{facts.join(" · ")}</p>
        <div className="mt-2">
          <HereLine here={here} />
        </div>
        {purpose === "chat" ? null : <p className="mt-1 pl-6 text-small">{t(`catalogue.changes.${purpose}`)}</p>}
        {faithfulness ? (
          <p className="mt-1 pl-6 text-small text-muted">
            {faithfulWords(faithfulness, t, formats)}
            {faithfulness.answered !== null && faithfulness.answered < 0.95
              ? ` ${t("catalogue.answered", { answered: faithfulness.answered })}`
              : null}
          </p>
        ) : null}
        {licence.free ? null : (
          <p className="mt-1 pl-6 text-small text-warn">
            {t("catalogue.licenceRestricted", { licence: licence.name })}
          </p>
        )}
      </div>
      <GetCatalogued model={model} isPrimary={isProposed} connect={connect} />
    </li>
  );
}
