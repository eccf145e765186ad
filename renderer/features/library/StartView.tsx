import { FileDown, FileText, MessageSquare, Table2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatFamilies } from "../../../electron/contract/formats.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useWords } from "../../i18n/useWords.ts";
import { usePerform } from "../../app/actions/appActions.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { useApi } from "../../lib/api.ts";
import { useDocuments, useInfo, useModels } from "../../lib/queries.ts";
import { openChat, openDocument } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Proposal, StarterNote } from "../models/index.ts";

/** What the application is for and how to begin: the view of an empty library, and of a new start. */
export function StartView() {
  const { t } = useWords();
  const formats = useFormats();
  const api = useApi();
  const act = useAction();
  const perform = usePerform();
  const shortcut = useShortcut()("addFiles");
  const samples = useInfo().data?.samples ?? [];
  const recent = (useDocuments().data ?? []).toSorted((a, b) => b.updatedAt - a.updatedAt).slice(0, 3);
  return (
    <div className="flex h-full overflow-auto">
      <div className="m-auto w-full max-w-2xl px-8 py-10 [@media(max-height:700px)]:py-7">
        <h1 className="font-serif text-display font-semibold text-balance">{t("start.title")}</h1>
        <p className="mt-3 max-w-prose text-lead text-muted text-pretty">{t("start.text")}</p>

        <div className="mt-8 flex flex-col items-center rounded-card border border-dashed border-edge bg-rail px-8 py-12 text-center [@media(max-height:700px)]:py-8">
          <FileDown aria-hidden size={36} strokeWidth={1.3} className="text-accent" />
          <p className="mt-4 text-lead font-semibold">{t("start.drop")}</p>
          <p className="mt-1 max-w-lg text-small text-muted text-pretty">
            {t("start.dropKinds", {
              kinds: formats.list(formatFamilies.map((family) => t(`format:family.${family}`))),
            })}
          </p>
          <div className="mt-5 flex flex-wrap justify-center gap-2">
            <Button
              kind="primary"
              aria-keyshortcuts={shortcut["aria-keyshortcuts"]}
              onPress={() => perform("addFiles")}
            >
              {t("start.choose")}
              <kbd aria-hidden className="ml-1 font-sans text-small font-normal opacity-85">
                {shortcut.keys}
              </kbd>
            </Button>
            <Button onPress={() => openChat(null)}>
              <MessageSquare aria-hidden size={16} strokeWidth={1.8} />
              {t("start.ask")}
            </Button>
            <Button onPress={() => perform("newTable")}>
              <Table2 aria-hidden size={16} strokeWidth={1.8} />
              {t("actions.newTable")}
            </Button>
          </div>
        </div>

        {samples.length > 0 ? (
          <div className="mt-5 flex flex-wrap items-center gap-x-3 gap-y-2">
            <span className="text-muted">{t("start.sample")}</span>
            {samples.map(({ name, title }) => (
              <Button
                key={name}
                size="small"
                onPress={() =>
                  void act(async () => {
                    const { documentId } = await api.documents.addSample({ name });
                    if (documentId) openDocument(documentId);
                  })
                }
              >
                <FileText aria-hidden size={15} strokeWidth={1.8} />
                {title}
              </Button>
            ))}
          </div>
        ) : null}

        {recent.length > 0 ? (
          <section className="mt-8">
            <h2 className="text-small font-medium text-muted">{t("start.recent")}</h2>
            <ul className="mt-2">
              {recent.map(({ id, title }) => (
                <li key={id}>
                  <a
                    href={`#/document/${id}`}
                    className="-mx-2 flex h-9 items-center gap-2.5 rounded-control px-2 hover:bg-hover"
                  >
                    <FileText aria-hidden size={16} strokeWidth={1.6} className="shrink-0 text-muted" />
                    <span className="truncate">{title}</span>
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <ModelLine />
      </div>
    </div>
  );
}

/** Which model writes the summaries, or that none is there. */
function ModelLine() {
  const { t } = useTranslation();
  const models = useModels().data;
  if (!models) return null;
  const model = models.find(({ isDefault }) => isDefault);
  if (model?.bundled) {
    return (
      <div className="mt-8 border-t border-line pt-4">
        <Proposal />
        <StarterNote kind="start" />
      </div>
    );
  }
  return (
    <p className="mt-8 border-t border-line pt-4 text-small text-muted">
      {model ? t("start.modelReady", { model: model.name }) : t("start.modelNone")}
    </p>
  );
}
