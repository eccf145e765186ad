import { useTranslation } from "react-i18next";
import { hasEnded, useJob } from "../../lib/jobs.ts";
import { Page } from "../../ui/Page.tsx";
import { useBundleWork } from "./bundleWork.ts";
import { TakeAlong } from "./TakeAlong.tsx";
import { TakeIn } from "./TakeIn.tsx";
import { WorkCard } from "./WorkCard.tsx";

/** Carries models to a computer without a network, and takes in what came from another one. */
export function BundleView({ folder }: { folder: string | null }) {
  const { t } = useTranslation();
  const work = useBundleWork();
  const job = useJob(work?.jobId ?? null);
  const isBusy = job !== null && !hasEnded(job);
  const along = <TakeAlong isBusy={isBusy} />;
  const takeIn = <TakeIn initial={folder ?? ""} isBusy={isBusy} />;
  return (
    <Page title={t("bundle.title")}>
      <p className="mt-2 max-w-prose text-muted text-pretty">{t("bundle.text")}</p>
      {work ? <WorkCard key={work.jobId} work={work} /> : null}
      {folder === null ? along : takeIn}
      {folder === null ? takeIn : along}
    </Page>
  );
}
