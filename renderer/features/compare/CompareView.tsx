import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight, Download } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Comparison } from "../../../electron/contract/compare.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys, useDocument } from "../../lib/queries.ts";
import { hrefOf, navigate, replaceRoute } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { ExportItems } from "../export/index.ts";
import { useIntake } from "../library/index.ts";
import { DocumentProblem } from "../summary/index.ts";
import { nameBeside } from "./changeRows.ts";
import { CompareRoom } from "./CompareRoom.tsx";

interface CompareViewProps {
  readonly before: string;
  readonly after: string;
}

/** Two documents beside each other: what changed at the left, both places of a change at the right. */
export function CompareView({ before, after }: CompareViewProps) {
  const { t } = useTranslation();
  const documents = [useDocument(before), useDocument(after)] as const;
  const intake = useIntake();
  // a file dropped here is compared with the later document, which it follows
  useEffect(
    () =>
      intake.receiveWith((files) => {
        void intake.add(files.slice(0, 1), (id) => {
          if (id !== after) navigate({ view: "compare", before: after, after: id });
        });
      }, "compare"),
    [intake, after],
  );
  const failed = documents.find(({ isError }) => isError);
  if (failed) return <DocumentProblem error={failed.error} onRetry={() => void failed.refetch()} />;
  const [first, second] = [documents[0].data, documents[1].data];
  if (!first || !second) return <ProgressLine label={t("common.loading")} value={null} />;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <CompareHeader before={first} after={second} />
      <div className="relative min-h-0 flex-1">
        <Body before={first} after={second} />
      </div>
    </div>
  );
}

function Body({ before, after }: { before: Document; after: Document }) {
  const { t } = useTranslation();
  const api = useApi();
  const isReady = before.status === "ready" && after.status === "ready";
  const comparison = useQuery({
    queryKey: [...keys.comparison(before.id, after.id), before.updatedAt, after.updatedAt],
    queryFn: ({ signal }) => api.compare.run({ before: before.id, after: after.id }, { signal }),
    enabled: isReady,
  });
  for (const document of [before, after]) {
    if (document.status === "reading") {
      return <ProgressLine label={t("compare.waiting", { title: document.title })} value={null} />;
    }
    if (document.status === "failed") {
      return (
        <div className="p-8">
          <ProblemNote
            title={t("compare.failed", { title: document.title })}
            problem={document.problem ?? callError(null).toProblem()}
            actions={
              <a className="text-accent underline" href={hrefOf({ view: "document", id: document.id, target: null })}>
                {t("common.open")}
              </a>
            }
          />
        </div>
      );
    }
  }
  if (comparison.isError) {
    return (
      <div className="p-8">
        <ProblemNote
          problem={callError(comparison.error).toProblem()}
          actions={<Button onPress={() => void comparison.refetch()}>{t("common.retry")}</Button>}
        />
      </div>
    );
  }
  if (!comparison.data) return <ProgressLine label={t("compare.comparing")} value={null} />;
  return <CompareRoom key={keyOf(comparison.data)} comparison={comparison.data} before={before} after={after} />;
}

function keyOf({ before, after }: Comparison): string {
  return `${before.id} ${after.id}`;
}

function CompareHeader({ before, after }: { before: Document; after: Document }) {
  const { t } = useTranslation();
  const api = useApi();
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line px-4">
      <h1 className="sr-only">{t("compare.title")}</h1>
      <Name label={t("compare.sides.before")} document={before} name={nameBeside(before, after)} />
      <IconButton
        icon={ArrowLeftRight}
        size="small"
        label={t("compare.swap")}
        onPress={() => replaceRoute({ view: "compare", before: after.id, after: before.id })}
      />
      <Name label={t("compare.sides.after")} document={after} name={nameBeside(after, before)} />
      <span className="flex-1" />
      <Menu
        aria-label={t("summary.controls.more")}
        trigger={
          <IconButton
            icon={Download}
            label={t("summary.controls.more")}
            isDisabled={before.status !== "ready" || after.status !== "ready"}
          />
        }
      >
        <ExportItems
          thing="comparison"
          make={(format) => api.compare.export({ before: before.id, after: after.id, format })}
        />
      </Menu>
    </header>
  );
}

function Name({ label, document, name }: { label: string; document: Document; name: string }) {
  return (
    <a
      href={hrefOf({ view: "document", id: document.id, target: null })}
      className="flex min-w-0 items-baseline gap-2 rounded-control px-2 py-1 transition-colors hover:bg-hover"
      title={document.name}
    >
      <span className="shrink-0 text-small text-muted">{label}</span>
      <span className="truncate font-semibold" dir="auto">
        {name}
      </span>
    </a>
  );
}
