import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HubHit } from "../../../electron/contract/downloads.ts";
import { isFreeLicence } from "../../../electron/contract/licences.ts";
import { readModelReference } from "../../../electron/contract/modelReference.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys, useHubToken } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { UnlockNote } from "../connections/index.ts";
import { GetButton } from "./GetButton.tsx";
import { BasisLine, HereLine } from "./HereLine.tsx";
import { HubToken } from "./HubToken.tsx";
import type { Connect } from "./useConnecting.tsx";

interface HubSearchProps {
  readonly connect: Connect;
  /** what stands here while nothing is looked for */
  readonly children: ReactNode;
}

/** The field that looks for models on the hub, or takes a link to one; nothing is asked before it is sent. */
export function HubSearch({ connect, children }: HubSearchProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const reference = asked === null ? null : readModelReference(asked);
  return (
    <>
      <form
        role="search"
        className="mt-4 flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") setAsked(text.trim());
        }}
      >
        <TextField
          label={t("catalogue.search.label")}
          placeholder={t("catalogue.search.placeholder")}
          value={text}
          onChange={setText}
          className="min-w-60 flex-1"
        />
        <Button type="submit" isDisabled={text.trim() === ""}>
          <Search aria-hidden size={15} strokeWidth={1.8} />
          {t("catalogue.search.button")}
        </Button>
        {asked === null ? null : (
          <Button kind="quiet" onPress={() => setAsked(null)}>
            {t("catalogue.search.close")}
          </Button>
        )}
      </form>
      <div className="mt-4">
        {asked === null ? (
          children
        ) : reference ? (
          <div className="rounded-card border border-line bg-surface px-5 py-4">
            <h3 className="font-semibold wrap-anywhere">{reference.repo}</h3>
            <Repository {...reference} connect={connect} />
          </div>
        ) : (
          <Hits words={asked} connect={connect} />
        )}
      </div>
    </>
  );
}

function Hits({ words, connect }: { words: string; connect: Connect }) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: keys.hubSearch(words),
    queryFn: ({ signal }) => api.hub.search({ words }, { signal }),
    retry: false,
    staleTime: 60_000,
  });
  if (query.error) return <HubProblem error={query.error} connect={connect} again={() => query.refetch()} />;
  const hits = query.data;
  if (!hits) return <ProgressLine label={t("catalogue.search.searching")} value={null} />;
  if (hits.length === 0) return <p className="text-muted">{t("catalogue.search.nothing")}</p>;
  return (
    <>
      <p className="mb-2 text-small text-muted">{t("catalogue.search.results", { count: hits.length })}</p>
      <ul
        aria-label={t("catalogue.search.results", { count: hits.length })}
        className="divide-y divide-line rounded-card border border-line bg-surface"
      >
        {hits.map((hit) => (
          <li key={hit.repo} className="px-4 py-2">
            <Hit hit={hit} connect={connect} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Hit({ hit, connect }: { hit: HubHit; connect: Connect }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isOpen, setIsOpen] = useState(false);
  const facts = [
    hit.licence,
    hit.isGated === true ? t("catalogue.search.gated") : null,
    hit.downloads === null ? null : t("catalogue.search.downloads", { count: hit.downloads }),
    hit.updatedAt === null ? null : formats.date(new Date(hit.updatedAt).toISOString()),
  ].filter((fact) => fact !== null);
  return (
    <Disclosure
      title={
        <span className="min-w-0 py-1">
          <span className="block font-medium wrap-anywhere text-ink">{hit.repo}</span>
          <span className="block text-small font-normal">{facts.join(" · ")}</span>
        </span>
      }
      isExpanded={isOpen}
      onExpandedChange={setIsOpen}
    >
      {isOpen ? <Repository repo={hit.repo} revision="main" file={null} connect={connect} /> : null}
    </Disclosure>
  );
}

/** The models of a repository, with what each would be here. @param file a name, a path or a quantization; null: all */
function Repository({
  repo,
  revision,
  file,
  connect,
}: {
  repo: string;
  revision: string;
  file: string | null;
  connect: Connect;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: keys.hubRepository(repo, revision),
    queryFn: ({ signal }) => api.catalogue.describe({ repo, revision }, { signal }),
    retry: false,
    staleTime: 60_000,
  });
  const { data: hasToken } = useHubToken();
  if (query.error) return <HubProblem error={query.error} connect={connect} again={() => query.refetch()} />;
  const repository = query.data;
  if (!repository) return <ProgressLine label={t("catalogue.search.searching")} value={null} />;
  const free = isFreeLicence(repository.licence);
  const named = repository.models.filter((model) => isNamed(model, file));
  const models = named.length > 0 ? named : repository.models;
  return (
    <>
      {free === true ? null : (
        <p className="mt-1 text-small text-warn">
          {free === null
            ? t("catalogue.licenceUnknown")
            : t("catalogue.licenceRestricted", { licence: repository.licence ?? "" })}
        </p>
      )}
      {repository.isGated ? (
        <p className="mt-1 text-small text-muted">
          {t("catalogue.search.gated")}: <span className="wrap-anywhere select-text">{repository.page}</span>
        </p>
      ) : null}
      {repository.isGated && hasToken === false ? <HubToken onSaved={() => query.refetch()} /> : null}
      <div className="mt-2">
        <BasisLine heres={models.map(({ here }) => here)} />
      </div>
      {models.length === 0 ? <p className="mt-2 text-muted">{t("catalogue.search.noModels")}</p> : null}
      <ul aria-label={t("catalogue.search.files", { repo })} className="divide-y divide-line">
        {models.map((model) => (
          <li key={model.file} className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
            <div className="min-w-60 flex-1">
              <p className="font-medium wrap-anywhere">{model.file}</p>
              <div className="mt-1">
                {model.kind === "adapter" ? (
                  <p className="text-small text-muted">{t("catalogue.search.adapter")}</p>
                ) : (
                  <HereLine here={model.here} />
                )}
              </div>
            </div>
            <GetButton
              wanted={{
                repo,
                revision: repository.commit,
                file: model.file,
                sha256: model.files[0]?.sha256 ?? null,
              }}
              name={model.file}
              bytes={model.bytes}
              isHere={model.here.modelId !== null}
              connect={connect}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function isNamed({ file, quantization }: { file: string; quantization: string | null }, named: string | null): boolean {
  if (named === null) return true;
  const wanted = named.toLowerCase();
  return (
    file.toLowerCase() === wanted || file.toLowerCase().endsWith(`/${wanted}`) || quantization?.toLowerCase() === wanted
  );
}

/** What the hub could not tell, and what can be done about it: to turn off the lock, to enter a token, to try again. */
function HubProblem({
  error,
  connect,
  again,
}: {
  error: Error;
  connect: Connect;
  again: () => Promise<{ error: Error | null }>;
}) {
  const { t } = useTranslation();
  const problem = callError(error).toProblem();
  if (problem.code === "OFFLINE_LOCKED") return <UnlockNote onUnlock={() => void again()} />;
  const retry = () =>
    connect(async () => {
      const { error: next } = await again();
      if (next) throw next;
    });
  return (
    <>
      <ProblemNote
        problem={problem}
        actions={
          <Button size="small" onPress={() => void retry()}>
            {t("common.retry")}
          </Button>
        }
      />
      {problem.code === "HUB_GATED" ? <HubToken onSaved={retry} /> : null}
    </>
  );
}
