import { Columns2, Copy, Download, Repeat2, RotateCcw, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Document } from "../../../electron/contract/documents.ts";
import type { Point, Summary } from "../../../electron/contract/summaries.ts";
import { useApi } from "../../lib/api.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useWords } from "../../i18n/useWords.ts";
import { callError } from "../../lib/client.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { focusAfterQuestion } from "../../ui/focusAfterQuestion.ts";
import { Select } from "../../ui/Select.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { ExportItems } from "../export/index.ts";
import { citedText } from "./citedText.ts";
import { useOptionWords } from "./optionWords.ts";
import { useVerdictWord } from "./Verdict.tsx";
import type { SummaryState } from "./useSummary.ts";

interface SummaryToolsProps {
  readonly document: Document;
  readonly summaries: SummaryState;
  readonly shown: Summary;
  readonly canRedo: boolean;
  readonly onRedo: () => void;
  readonly onAnother: () => void;
  /** Shows it beside these. */
  readonly onCompare: (others: readonly Summary[]) => void;
}

/** What can be done with a summary: show another version, make, copy, save or delete one. */
export function SummaryTools(props: SummaryToolsProps) {
  const { document, summaries, shown, canRedo, onRedo, onAnother, onCompare } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useWords();
  const api = useApi();
  const toasts = useToasts();
  const verdictWord = useVerdictWord();
  const optionWords = useOptionWords();
  const tools = useRef<HTMLDivElement>(null);
  const [isDeleting, setIsDeleting] = useState(false);
  const isDone = ({ status, points }: Summary) => status === "done" && points.length > 0;
  const others = isDone(shown) ? summaries.all.filter((other) => other.id !== shown.id && isDone(other)) : [];
  const hasText = shown.points.length > 0 || shown.sections.length > 0;
  const tell = (thrown: unknown) => toasts.show({ text: words.error(callError(thrown)), isProblem: true });
  const copy = () => {
    const text = citedText(document.title, shown, {
      page: (page) => t("summary.quotePage", { page }),
      mark: (point: Point) =>
        point.quoted
          ? t("summary.quoted")
          : point.support === "verified" && (point.by === null || point.by === "code")
            ? null
            : verdictWord(point),
      facts: t("summary.keyFacts.title"),
      kind: (kind) => t(`summary.keyFacts.kinds.${kind}`),
      when: (due) => t("summary.keyFacts.when", { due }),
      part: (heading) => words.t(`layout:part.${heading}`),
      term: (term) => words.t(`layout:terms.${term}`),
    });
    navigator.clipboard.writeText(text).then(() => toasts.show({ text: t("summary.controls.copied") }), tell);
  };
  const remove = async () => {
    const { id } = shown;
    const pane = tools.current?.closest<HTMLElement>("[role=region]");
    const moveFocus = pane ? focusAfterQuestion(pane) : null;
    if (!(await summaries.remove(id))) return;
    // the button that had the focus went with the summary
    moveFocus?.();
    toasts.show({
      text: t("summary.deleted", { title: document.title }),
      action: { label: t("common.undo"), onPress: () => summaries.restore(id) },
    });
  };
  return (
    <div ref={tools} className="flex min-w-0 items-center gap-0.5">
      {summaries.all.length > 1 && (
        <Select
          label={t("summary.controls.versions")}
          isLabelHidden
          kind="quiet"
          value={shown.id}
          onChange={summaries.choose}
          choices={summaries.all.map((summary) => ({
            id: summary.id,
            label: formats.moment(summary.createdAt),
            detail: [
              ...((summary.recipe?.version ?? 1) > 1
                ? [t("summary.versions.number", { version: summary.recipe?.version ?? 1 })]
                : []),
              ...optionWords.all(summary.options),
              ...(summary.recipe ? [summary.recipe.model.name] : []),
              ...(summary.status === "done" ? [] : [t(`summary.states.${summary.status}`)]),
            ].join(" · "),
          }))}
        />
      )}
      {canRedo && <IconButton label={t("summary.controls.redo")} icon={RotateCcw} onPress={onRedo} />}
      {canRedo && shown.status === "done" && (
        <IconButton
          label={t("summary.controls.another")}
          icon={Repeat2}
          isDisabled={summaries.isStarting}
          onPress={onAnother}
        />
      )}
      {others.length > 0 && (
        <IconButton label={t("summary.controls.compare")} icon={Columns2} onPress={() => onCompare(others)} />
      )}
      <IconButton label={t("summary.controls.copy")} icon={Copy} isDisabled={!hasText} onPress={copy} />
      <Menu trigger={<IconButton label={t("summary.controls.more")} icon={Download} isDisabled={!hasText} />}>
        <ExportItems thing="summary" make={(format) => api.summaries.export({ id: shown.id, format })} />
      </Menu>
      <IconButton
        label={t("summary.controls.delete")}
        icon={Trash2}
        isDisabled={shown.status === "running"}
        onPress={() => setIsDeleting(true)}
      />
      <ConfirmDialog
        isOpen={isDeleting}
        isDanger
        title={t("summary.deleteTitle")}
        confirm={t("common.delete")}
        onConfirm={() => void remove()}
        onClose={() => setIsDeleting(false)}
      >
        {t("summary.deleteText", { title: document.title, when: formats.moment(shown.createdAt) })}
      </ConfirmDialog>
    </div>
  );
}
