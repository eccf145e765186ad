import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connection, ConnectionTotal } from "../../../electron/contract/connections.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { Page } from "../../ui/Page.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";

const pageSize = 100;
const everyHost = "";

/** The ledger: everything that was connected to or was to be, by whom and why, and the lock above it. */
export function ConnectionsView() {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const [host, setHost] = useState<string>(everyHost);
  const [refused, setRefused] = useState(false);
  const [isClearing, setIsClearing] = useState(false);
  const totals = useQuery({
    queryKey: [...keys.connections, "totals"],
    queryFn: ({ signal }) => api.connections.totals(undefined, { signal }),
  }).data;
  const filter = { host: host === everyHost ? null : host, refused };
  const list = useInfiniteQuery({
    queryKey: [...keys.connections, "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.connections.list({ ...filter, before: pageParam, limit: pageSize }, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ connections }) => (connections.length < pageSize ? null : (connections.at(-1)?.id ?? null)),
    placeholderData: keepPreviousData,
  });
  const shown = list.data?.pages.flatMap(({ connections }) => connections) ?? [];
  const hosts = (totals ?? []).flatMap(({ host: each }) => (each === null ? [] : [each]));
  return (
    <Page
      title={t("connections.title")}
      actions={
        totals && totals.length > 0 ? (
          <Button size="small" onPress={() => setIsClearing(true)}>
            {t("connections.clear")}
          </Button>
        ) : null
      }
    >
      <LockField />
      {list.error ? (
        <div className="mt-6">
          <ProblemNote problem={callError(list.error).toProblem()} />
        </div>
      ) : null}
      {totals?.length === 0 ? <p className="mt-8 text-muted">{t("connections.empty")}</p> : null}
      {totals && totals.length > 0 ? (
        <>
          <Totals totals={totals} />
          <section className="mt-9">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <h2 className="text-small font-medium text-muted">{t("connections.attempts")}</h2>
              <div className="flex flex-wrap items-center gap-4 text-small">
                <Switch isSelected={refused} onChange={setRefused}>
                  {t("connections.onlyRefused")}
                </Switch>
                <Select
                  label={t("connections.host")}
                  isLabelHidden
                  kind="quiet"
                  className="max-w-56"
                  value={hosts.includes(host) ? host : everyHost}
                  onChange={setHost}
                  choices={[
                    { id: everyHost, label: t("connections.everyHost") },
                    ...hosts.map((each) => ({ id: each, label: each })),
                  ]}
                />
              </div>
            </div>
            {list.data && shown.length === 0 ? (
              <p className="mt-4 text-muted">{t("connections.none")}</p>
            ) : (
              <Attempts connections={shown} />
            )}
            {list.hasNextPage ? (
              <Button
                size="small"
                className="mt-4"
                isDisabled={list.isFetchingNextPage}
                onPress={() => void list.fetchNextPage()}
              >
                {t("connections.more")}
              </Button>
            ) : null}
          </section>
        </>
      ) : null}
      <ConfirmDialog
        isOpen={isClearing}
        title={t("connections.clearTitle")}
        confirm={t("connections.clear")}
        onConfirm={() => void act(() => api.connections.clear())}
        onClose={() => setIsClearing(false)}
      >
        {t("connections.clearText")}
      </ConfirmDialog>
    </Page>
  );
}

function LockField() {
  const { t } = useTranslation();
  const { isLocked, isForced, setLocked } = useOfflineLock();
  return (
    <div className="mt-6 rounded-card border border-line bg-surface px-5 py-4">
      <Switch isSelected={isLocked} isDisabled={isForced} onChange={(locked) => void setLocked(locked)}>
        <span className="block font-medium">{t("connections.lock")}</span>
        <span className="block text-small text-muted">
          {isForced
            ? t("connections.forcedText")
            : isLocked
              ? t("connections.lockedText")
              : t("connections.unlockedText")}
        </span>
      </Switch>
    </div>
  );
}

const cell = "py-2 pr-4 align-top last:pr-0";
const head = "py-1.5 pr-4 font-normal last:pr-0";

function Totals({ totals }: { totals: readonly ConnectionTotal[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section className="mt-9 overflow-x-auto">
      <h2 className="text-small font-medium text-muted">{t("connections.byHost")}</h2>
      <table className="mt-2 w-full border-y border-line text-left text-small tabular-nums">
        <thead className="text-faint">
          <tr>
            <th className={head}>{t("connections.host")}</th>
            <th className={`${head} text-right`}>{t("connections.count")}</th>
            <th className={`${head} text-right`}>{t("connections.refused")}</th>
            <th className={`${head} text-right`}>{t("connections.sent")}</th>
            <th className={`${head} text-right`}>{t("connections.received")}</th>
            <th className={`${head} text-right`}>{t("connections.last")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {totals.map(({ host, attempts, refused, sentBytes, receivedBytes, lastAt }) => (
            <tr key={host ?? ""}>
              <td className={`${cell} font-medium wrap-anywhere`}>{host ?? t("connections.programs")}</td>
              <td className={`${cell} text-right`}>{formats.number(attempts)}</td>
              <td className={`${cell} text-right ${refused > 0 ? "text-danger" : "text-faint"}`}>
                {formats.number(refused)}
              </td>
              <td className={`${cell} text-right whitespace-nowrap`}>{formats.bytes(sentBytes)}</td>
              <td className={`${cell} text-right whitespace-nowrap`}>{formats.bytes(receivedBytes)}</td>
              <td className={`${cell} text-right whitespace-nowrap`}>{formats.moment(lastAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Attempts({ connections }: { connections: readonly Connection[] }) {
  const { t } = useTranslation();
  return (
    <div className="mt-2 overflow-x-auto">
      <table className="w-full border-y border-line text-left text-small tabular-nums">
        <thead className="text-faint">
          <tr>
            <th className={`${head} pl-2`}>{t("connections.when")}</th>
            <th className={head}>{t("connections.who")}</th>
            <th className={head}>{t("connections.address")}</th>
            <th className={head}>{t("connections.result")}</th>
            <th className={`${head} pr-2 text-right`}>{t("connections.bytes")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {connections.map((connection) => (
            <Attempt key={connection.id} connection={connection} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Attempt({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { at, party, purpose, method, scheme, host, port, path, peer, end, reason, status } = connection;
  const isBad = end === "refused" || end === "failed";
  const who = party.name === "" ? t(`connections.party.${party.kind}`) : party.name;
  return (
    <tr className={end === "refused" ? "bg-danger-soft" : ""}>
      <td className={`${cell} w-28 pl-2 text-muted`}>{formats.moment(at)}</td>
      <td className={cell}>
        <span className="block min-w-32 font-medium wrap-break-word">{who}</span>
        <span className="block text-muted">{t(`connections.purpose.${purpose}`)}</span>
      </td>
      <td className={`${cell} min-w-40`}>
        {host === null ? null : (
          <>
            <span className="block wrap-anywhere">
              {scheme}://{host}
              {port === null ? "" : `:${port}`}
            </span>
            <span className="block wrap-anywhere text-muted" title={peer ?? undefined}>
              {method} {path}
            </span>
          </>
        )}
      </td>
      <td className={`${cell} ${isBad ? "text-danger" : ""}`}>
        <span className="block">
          {t(`connections.end.${end}`)}
          {status === null ? "" : ` ${status}`}
        </span>
        {reason === null ? null : <span className="block">{t(`connections.reason.${reason}`)}</span>}
      </td>
      <td className={`${cell} pr-2 text-right whitespace-nowrap text-muted`}>
        {host === null || end === "refused" ? null : (
          <>
            <span className="block">↑ {formats.bytes(connection.sentBytes)}</span>
            <span className="block">↓ {formats.bytes(connection.receivedBytes)}</span>
          </>
        )}
      </td>
    </tr>
  );
}
