import { useQuery } from "@tanstack/react-query";
import { Download, GraduationCap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys } from "../../lib/queries.ts";
import { saveExport } from "../../lib/saveExport.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyNote } from "../../ui/EmptyNote.tsx";
import { Page } from "../../ui/Page.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Select } from "../../ui/Select.tsx";
import { CostsPlot } from "./CostsPlot.tsx";
import { CostsTable } from "./CostsTable.tsx";
import { PriceList } from "./PriceList.tsx";
import { TuningDialog } from "./TuningDialog.tsx";

/** What models read and wrote, what it took, and what it would have cost. */
export function CostsView() {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const act = useAction();
  const [month, setMonth] = useState("");
  const [isTuning, setTuning] = useState(false);
  const { data: costs, error } = useQuery({
    queryKey: keys.costs,
    queryFn: ({ signal }) => api.costs.summary({}, { signal }),
    // what is counted now is told only some seconds later
    staleTime: 0,
  });
  const months = [...new Set(costs?.rows.map((row) => row.month))];
  const rows = costs?.rows.filter((row) => month === "" || row.month === month) ?? [];
  const range = month === "" ? {} : { from: month, to: month };

  return (
    <Page
      title={t("costs.title")}
      actions={
        <span className="flex flex-wrap gap-2">
          <Button onPress={() => setTuning(true)}>
            <GraduationCap aria-hidden size={16} strokeWidth={1.8} />
            {t("costs.tuning.open")}
          </Button>
          <Button
            isDisabled={rows.length === 0}
            onPress={() => void act(async () => saveExport(await api.costs.export({ ...range, format: "csv" })))}
          >
            <Download aria-hidden size={16} strokeWidth={1.8} />
            {t("costs.csv")}
          </Button>
        </span>
      }
    >
      <p className="mt-2 max-w-prose text-muted">{t("costs.text")}</p>
      {error ? (
        <div className="mt-6">
          <ProblemNote problem={callError(error).toProblem()} />
        </div>
      ) : null}
      {!costs && !error ? (
        <div className="mt-6">
          <ProgressLine label={t("common.loading")} value={null} />
        </div>
      ) : null}
      {costs?.rows.length === 0 ? (
        <EmptyNote className="mt-8" title={t("costs.none")} text={t("costs.noneText")} />
      ) : null}
      {costs && costs.rows.length > 0 ? (
        <>
          <CostsPlot rows={costs.rows} />
          <div className="mt-8 flex flex-wrap items-end justify-between gap-3">
            <h2 className="text-small font-medium text-muted">{t("costs.table")}</h2>
            <Select
              label={t("costs.month")}
              isLabelHidden
              className="w-48"
              value={month}
              onChange={setMonth}
              choices={[
                { id: "", label: t("costs.allMonths") },
                ...months.map((each) => ({ id: each, label: formats.date(each) })),
              ]}
            />
          </div>
          <CostsTable rows={rows} />
          <p className="mt-2 text-small text-muted text-pretty">
            {t("costs.estimate", { watts: costs.wattsPerCore })}
            {rows.some(({ gpuCalls }) => gpuCalls > 0) ? ` ${t("costs.gpu")}` : null}
          </p>
        </>
      ) : null}
      {/* the application tells what all rows would have cost, not some of them */}
      <PriceList compared={costs && rows.length === costs.rows.length ? costs.compared : []} />
      {isTuning ? <TuningDialog onClose={() => setTuning(false)} /> : null}
    </Page>
  );
}
