import { use, useState } from "react";
import { useTranslation } from "react-i18next";
import { assertNever } from "../../../electron/contract/errors.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import type { Summary, SummarySection, Support } from "../../../electron/contract/summaries.ts";
import { callError } from "../../lib/client.ts";
import { useEngine, useModels } from "../../lib/queries.ts";
import { canWrite } from "../../lib/writingModels.ts";
import { navigate } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { QuestionList } from "../../ui/QuestionList.tsx";
import { StarterNote } from "../models/index.ts";
import { CheckNote } from "./CheckNote.tsx";
import { CorrectContext } from "./CorrectPoint.tsx";
import { CoverageReceipt } from "./CoverageReceipt.tsx";
import { useOptionWords } from "./optionWords.ts";
import { OnlyContext, PointList } from "./PointList.tsx";
import { EarlierNote } from "./ReadingNote.tsx";
import { RecipeDisclosure } from "./RecipeDisclosure.tsx";
import { SummaryForm } from "./SummaryForm.tsx";
import { SummaryTools } from "./SummaryTools.tsx";
import { useAsk } from "./useAsk.ts";
import type { SummaryState } from "./useSummary.ts";
import { VerdictCounts } from "./VerdictCounts.tsx";
import { WholeView } from "./WholeView.tsx";
import { useStandardLength } from "./useSummary.ts";

interface SummaryViewProps {
  readonly document: Document;
  readonly summaries: SummaryState;
  readonly onPage: (page: number) => void;
  /** Shows the summary beside these. */
  readonly onCompare: (shown: Summary, others: readonly Summary[]) => void;
  /** what stands below the sections of a finished summary */
  readonly digest: React.ReactNode;
}

/** The model's summary of a document, in whatever state it is, with what can be done about it. */
export function SummaryView({ document, summaries, onPage, onCompare, digest }: SummaryViewProps) {
  const { t } = useTranslation();
  const models = useModels();
  const engine = useEngine().data;
  const standardLength = useStandardLength();
  const [isAsking, setIsAsking] = useState(false);
  const ask = useAsk(document.id);
  const { shown } = summaries;
  const hasModel = models.data?.some(canWrite) ?? false;
  const isByStarter = models.data?.some(({ id, bundled }) => bundled && id === shown?.recipe?.model.sha256) ?? false;

  if (summaries.isLoading || models.isPending) return null;
  const form = (
    <SummaryForm
      key={shown?.id ?? "first"}
      documentId={document.id}
      last={shown?.options ?? null}
      standardLength={standardLength}
      isBusy={summaries.isStarting}
      onStart={(options, modelId) => {
        setIsAsking(false);
        summaries.start(options, modelId);
      }}
      {...(shown ? { onCancel: () => setIsAsking(false) } : {})}
    />
  );
  return (
    <section aria-labelledby="summary-title" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2">
          <h2 id="summary-title" className="text-lead font-semibold">
            {t("summary.summary")}
          </h2>
          {shown?.kind && (
            <KindMark
              kind={shown.kind}
              {...(hasModel && shown.status !== "running" ? { onChange: () => setIsAsking(true) } : {})}
            />
          )}
        </div>
        {shown && (
          <SummaryTools
            document={document}
            summaries={summaries}
            shown={shown}
            canRedo={hasModel && shown.status !== "running"}
            onRedo={() => setIsAsking(!isAsking)}
            onAnother={() => {
              const made = shown.recipe?.model.sha256;
              summaries.another(models.data?.some(({ id }) => id === made) ? (made ?? null) : null);
            }}
            onCompare={(others) => onCompare(shown, others)}
          />
        )}
      </div>
      {summaries.error !== null && <ProblemNote problem={callError(summaries.error).toProblem()} />}
      {isAsking && form}
      {!shown && hasModel && !isAsking && form}
      {!hasModel && <NoModel />}
      {shown?.status === "running" && engine?.status === "restarting" && (
        <p role="status" className="rounded-card bg-warn-soft px-4 py-3">
          {t("summary.engineRestarting")}
        </p>
      )}
      {shown && <Interruption shown={shown} summaries={summaries} hasModel={hasModel} />}
      {isByStarter && <StarterNote kind="summary" />}
      {shown && (
        <CorrectContext value={shown.status === "done" ? summaries.correct : null}>
          <Body
            key={shown.id}
            document={document}
            shown={shown}
            isTranslated={isTranslated(shown, document) && !isByStarter}
          />
        </CorrectContext>
      )}
      {shown?.status === "done" && (
        <QuestionList
          level={3}
          title={t("chat.askNext")}
          questions={shown.questions}
          isDisabled={ask.isPending}
          onAsk={ask.mutate}
        />
      )}
      {digest}
      {shown?.coverage && <CoverageReceipt coverage={shown.coverage} onPage={onPage} />}
      {shown?.recipe && shown.status !== "running" && (
        <RecipeDisclosure recipe={shown.recipe} timings={shown.timings} />
      )}
    </section>
  );
}

function isTranslated({ options }: Summary, document: Document): boolean {
  return options.language !== "document" && options.language !== document.language.toLowerCase().split("-")[0];
}

/** What the document was read as; leads to a new summary where that was wrong. */
function KindMark({ kind, onChange }: { kind: NonNullable<Summary["kind"]>; onChange?: () => void }) {
  const { t } = useTranslation();
  const words = t("summary.readAs", { kind: useOptionWords().value("mode", kind) });
  if (!onChange) return <span className="px-2 text-small text-muted">{words}</span>;
  return (
    <Button kind="quiet" size="small" aria-description={t("summary.changeKind")} onPress={onChange}>
      {words}
    </Button>
  );
}

interface BodyProps {
  readonly document: Document;
  readonly shown: Summary;
  readonly isTranslated: boolean;
}

function Body({ document, shown, isTranslated }: BodyProps) {
  const { t } = useTranslation();
  const words = useOptionWords();
  const [only, setOnly] = useState<Support | null>(null);
  const isRunning = shown.status === "running";
  const all = [...shown.points, ...shown.sections.flatMap(({ points }) => points)];
  // Where the last sentence with that verdict has got another one, all are shown again.
  const filter = all.some(({ support }) => support === only) ? only : null;
  return (
    <OnlyContext value={filter}>
      <WholeView shown={shown} isTranslated={isTranslated}>
        <div className="flex flex-col gap-1">
          <VerdictCounts points={all} only={filter} onOnly={setOnly} />
          <CheckNote check={shown.check} />
          <EarlierNote document={document} points={[...all, ...shown.facts]} />
        </div>
        {isTranslated && (
          <p className="text-small text-pretty text-muted">
            {t("summary.translated", { language: words.value("language", shown.options.language) })}
          </p>
        )}
      </WholeView>
      {isRunning && shown.points.length === 0 && shown.sections.length > 0 && (
        <p className="text-muted">{t("summary.wholeWait")}</p>
      )}
      {shown.sections.length > 0 && <Sections shown={shown} isTranslated={isTranslated} isFiltered={filter !== null} />}
    </OnlyContext>
  );
}

/** Sections of which so many are shown at once; of more their list is folded. */
const mostUnfolded = 6;

interface SectionsProps {
  readonly shown: Summary;
  readonly isTranslated: boolean;
  readonly isFiltered: boolean;
}

/** What is said of each section; many are folded away, but for those that were shown while they grew. */
function Sections({ shown: { id, status, sections }, isTranslated, isFiltered }: SectionsProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(status !== "done" || sections.length <= mostUnfolded);
  return (
    <section aria-label={t("summary.bySection")} className="-ml-5">
      <Disclosure
        isExpanded={isOpen || isFiltered}
        onExpandedChange={setIsOpen}
        title={
          <>
            {t("summary.bySection")}
            <span className="font-normal">{t("summary.sectionCount", { count: sections.length })}</span>
          </>
        }
      >
        <div className="flex flex-col gap-5 pt-1">
          {sections.map((section) => (
            <Section
              key={section.index}
              summaryId={id}
              section={section}
              isAlone={sections.length === 1}
              isTranslated={isTranslated}
              isWhole={status === "done"}
            />
          ))}
        </div>
      </Disclosure>
    </section>
  );
}

interface SectionProps {
  readonly summaryId: string;
  readonly section: SummarySection;
  readonly isAlone: boolean;
  readonly isTranslated: boolean;
  /** every part of it was read */
  readonly isWhole: boolean;
}

function Section({ summaryId, section, isAlone, isTranslated, isWhole }: SectionProps) {
  const { t } = useTranslation();
  const { firstPage, lastPage } = section;
  const isOne = firstPage === lastPage;
  const only = use(OnlyContext);
  return (
    <section
      hidden={only !== null && !section.points.some(({ support }) => support === only)}
      className="flex flex-col gap-2"
    >
      <h4 className="flex flex-wrap items-baseline gap-x-2 font-semibold" dir="auto">
        {section.heading ?? (isAlone ? null : t("summary.untitled"))}
        <span className="text-small font-normal text-muted">
          {isOne
            ? t("summary.sectionPage", { page: firstPage })
            : t("summary.sectionPages", { pages: `${firstPage}–${lastPage}` })}
        </span>
      </h4>
      {section.points.length > 0 ? (
        <PointList
          listId={`${summaryId} section ${section.index}`}
          points={section.points}
          isTranslated={isTranslated}
        />
      ) : (
        <p className="text-muted">{t(isWhole ? "summary.sectionEmpty" : "summary.sectionEmptySoFar")}</p>
      )}
    </section>
  );
}

/** What stopped a summary, what is kept of it, and how it goes on. */
function Interruption({ shown, summaries, hasModel }: { shown: Summary; summaries: SummaryState; hasModel: boolean }) {
  const { t } = useTranslation();
  const { done, total } = shown.chunks;
  const resume = hasModel && (
    <Button kind="primary" size="small" isDisabled={summaries.isStarting} onPress={summaries.resume}>
      {t("summary.continue")}
    </Button>
  );
  switch (shown.status) {
    case "running":
    case "done":
      return null;
    case "interrupted":
      return (
        <div role="status" className="flex flex-wrap items-center gap-3 rounded-card bg-sunken px-4 py-3">
          <p className="min-w-0 flex-1">
            {done > 0 ? t("summary.stopped", { done, total }) : t("summary.stoppedEarly")}
          </p>
          {resume}
        </div>
      );
    case "failed": {
      const problem = shown.problem ?? callError(null).toProblem();
      return (
        <ProblemNote
          problem={problem}
          {...(total > 0 ? { title: t("summary.failedKept", { done, total }) } : {})}
          actions={resume}
        />
      );
    }
    default:
      return assertNever(shown.status);
  }
}

function NoModel() {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card bg-sunken px-4 py-3">
      <p className="min-w-0 flex-1">{t("summary.noModel")}</p>
      <Button kind="primary" size="small" onPress={() => navigate({ view: "models" })}>
        {t("summary.openModels")}
      </Button>
    </div>
  );
}
