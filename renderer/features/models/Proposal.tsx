import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import { useCatalogue } from "../../lib/queries.ts";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { GetCatalogued, useDownloadOf } from "./GetButton.tsx";
import { faithfulWords, reportWords } from "./hereWords.ts";
import { useConnecting } from "./useConnecting.tsx";

/** The model to begin with on this computer, in a sentence with the button that gets it; nothing where none of the list fits. */
export function Proposal() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { connect, question } = useConnecting();
  const catalogue = useCatalogue().data;
  const model = catalogue?.models.find(({ id }) => id === catalogue.proposal);
  const problem = useDownloadOf({ repo: model?.repo ?? "", file: model?.files[0]?.name ?? "" })?.problem ?? null;
  const seconds = model?.here.reportSeconds ?? null;
  if (!model || seconds === null) return null;
  const { name, here, faithfulness } = model;
  return (
    <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-60 flex-1">
        <p className="text-pretty">
          {t("start.proposal", { name, size: here.bytes, report: reportWords(seconds, t) })}
        </p>
        <p className="mt-0.5 text-small text-muted text-pretty">
          {t(`catalogue.basis.${here.basis}`)}
          {faithfulness ? ` ${faithfulWords(faithfulness, t, formats)}` : null}
        </p>
      </div>
      <GetCatalogued model={model} isPrimary connect={connect} />
      {problem ? (
        <div className="w-full">
          <ProblemNote problem={problem} />
        </div>
      ) : null}
      {question}
    </div>
  );
}
