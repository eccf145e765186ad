import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BundleReport } from "../../../electron/contract/bundle.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { useSettled } from "../../lib/useSettled.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { startBundleWork } from "./bundleWork.ts";
import { FindingList } from "./FindingList.tsx";
import { FolderField, folderRestMs } from "./FolderField.tsx";
import { ThingLine } from "./ThingLine.tsx";

/** Shows what is in a bundle and what is wrong with it, and takes in what is chosen of it. */
export function TakeIn({ initial, isBusy }: { initial: string; isBusy: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  const [typed, setTyped] = useState(initial);
  const folder = useSettled(typed.trim(), folderRestMs);
  const {
    data: report,
    error,
    isFetching,
  } = useQuery({
    queryKey: [...keys.bundle, "look", folder],
    queryFn: ({ signal }) => api.bundle.look({ folder }, { signal }),
    enabled: folder !== "",
    staleTime: 0,
    retry: false,
  });
  return (
    <section aria-labelledby="bundle-in" className="mt-10">
      <h2 id="bundle-in" className="text-lead font-semibold">
        {t("bundle.in.title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted text-pretty">{t("bundle.in.text")}</p>
      <FolderField
        label={t("bundle.folder")}
        hint={t("bundle.folderHint")}
        folder={typed}
        isDisabled={isBusy}
        onFolder={setTyped}
      />
      {isFetching && !report ? (
        <div className="mt-3">
          <ProgressLine label={t("bundle.looking")} value={null} />
        </div>
      ) : null}
      {error ? (
        <div className="mt-3">
          <ProblemNote problem={callError(error).toProblem()} />
        </div>
      ) : report ? (
        <Contents folder={folder} report={report} isBusy={isBusy || typed.trim() !== folder} />
      ) : null}
    </section>
  );
}

function Contents({ folder, report, isBusy }: { folder: string; report: BundleReport; isBusy: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const things = [...report.models, ...report.adapters];
  const wanted = things.filter(({ id, isHere }) => !isHere && !left.has(id));
  const bytes = wanted.reduce((sum, one) => sum + one.bytes, 0);
  const ids = wanted.map(({ id }) => id);
  const choose = (id: string, isWanted: boolean): void => {
    const next = new Set(left);
    if (isWanted) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  return (
    <div className="mt-3">
      <p className="text-muted">
        {t("bundle.in.holds", { count: report.files, size: report.bytes, version: report.madeBy })}
        {report.hasApplication ? ` ${t("bundle.in.withApplication")}` : null}
      </p>
      {things.length > 0 ? (
        <ul
          aria-label={t("bundle.in.models")}
          className="mt-3 divide-y divide-line rounded-card border border-line bg-surface"
        >
          {things.map((one) => {
            const { id, name, bytes: size, isHere } = one;
            const isAlone = "hasBase" in one && !one.hasBase;
            const facts =
              "licence" in one
                ? t("bundle.licence", { size, licence: one.licence ?? t("models.licenceUnknown") })
                : t(isAlone ? "bundle.in.adapterAlone" : "bundle.in.adapter", { size });
            return (
              <ThingLine
                key={id}
                name={name}
                facts={facts}
                isWarned={isAlone}
                isChosen={isHere ? null : !left.has(id)}
                isDisabled={isBusy}
                chip={isHere ? <Chip>{t("bundle.in.isHere")}</Chip> : null}
                onChange={(isWanted) => choose(id, isWanted)}
              />
            );
          })}
        </ul>
      ) : null}
      {report.wrong > 0 ? <FindingList report={report} /> : null}
      <div className="mt-4 flex flex-wrap items-center gap-2">
        {things.every(({ isHere }) => isHere) ? (
          <p className="mr-2 text-muted">{t("bundle.in.allHere")}</p>
        ) : (
          <Button
            kind="primary"
            isDisabled={isBusy || report.wrong > 0 || wanted.length === 0}
            onPress={() => void act(() => startBundleWork("import", folder, () => api.bundle.import({ folder, ids })))}
          >
            {t("bundle.in.takeIn", { count: wanted.length, size: bytes })}
          </Button>
        )}
        <Button
          isDisabled={isBusy}
          onPress={() => void act(() => startBundleWork("check", folder, () => api.bundle.check({ folder })))}
        >
          {t("bundle.in.check")}
        </Button>
      </div>
    </div>
  );
}
