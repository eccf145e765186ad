import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Model } from "../../../electron/contract/models.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys, useAdapters, useModels } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { useSettled } from "../../lib/useSettled.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyNote } from "../../ui/EmptyNote.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { startBundleWork } from "./bundleWork.ts";
import { FolderField, folderRestMs } from "./FolderField.tsx";
import { ThingLine } from "./ThingLine.tsx";

/** Writes chosen models to a folder or a stick. */
export function TakeAlong({ isBusy }: { isBusy: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const formats = useFormats();
  const [typed, setTyped] = useState("");
  const [typedApplication, setTypedApplication] = useState<string | null>(null);
  const folder = useSettled(typed.trim(), folderRestMs);
  const application = useSettled(typedApplication?.trim() || null, folderRestMs);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const models = (useModels().data ?? []).filter(isCarried);
  const adapters = (useAdapters().data ?? []).filter(({ isThere }) => isThere);
  const {
    data: room,
    error,
    isPlaceholderData,
  } = useQuery({
    queryKey: [...keys.bundle, "room", folder, application],
    queryFn: ({ signal }) => api.bundle.room({ folder, application }, { signal }),
    enabled: folder !== "",
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  // What was looked at is what is written.
  const isLookedAt =
    !isPlaceholderData && typed.trim() === folder && (typedApplication?.trim() || null) === application;
  const chosen = models.filter(({ id }) => !left.has(id));
  const ids = new Set(chosen.map(({ id }) => id));
  const fitting = adapters.filter((adapter) => adapter.models.some(({ id }) => ids.has(id)));
  const chosenAdapters = fitting.filter(({ id }) => !left.has(id));
  const bytes = [...chosen, ...chosenAdapters].reduce((sum, one) => sum + one.bytes, 0) + (room?.otherBytes ?? 0);
  const isTooMuch = room !== undefined && bytes > room.freeBytes;
  const canWrite = room?.state === "FREE" || room?.state === "BUNDLE";
  const choose = (id: string, isWanted: boolean): void => {
    const next = new Set(left);
    if (isWanted) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  const write = () =>
    startBundleWork("make", folder, () =>
      api.bundle.make({
        folder,
        modelIds: chosen.map(({ id }) => id),
        adapterIds: chosenAdapters.map(({ id }) => id),
        application,
      }),
    );

  return (
    <section aria-labelledby="bundle-along" className="mt-8">
      <h2 id="bundle-along" className="text-lead font-semibold">
        {t("bundle.along.title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted text-pretty">{t("bundle.along.text")}</p>
      <FolderField
        label={t("bundle.folder")}
        hint={t("bundle.folderHint")}
        folder={typed}
        isDisabled={isBusy}
        onFolder={setTyped}
      />
      {room && room.state !== "FREE" ? (
        <p role="status" className={`mt-2 ${canWrite ? "text-muted" : "text-warn"}`}>
          {t(`bundle.along.states.${room.state}`)}
        </p>
      ) : null}
      {error ? (
        <div className="mt-3">
          <ProblemNote problem={callError(error).toProblem()} />
        </div>
      ) : null}
      {models.length === 0 ? (
        <EmptyNote className="mt-4" title={t("bundle.along.noModels")} text={t("bundle.along.noModelsText")} />
      ) : (
        <ul
          aria-label={t("bundle.along.models")}
          className="mt-4 divide-y divide-line rounded-card border border-line bg-surface"
        >
          {models.map(({ id, name, bytes: size, licence }) => (
            <ThingLine
              key={id}
              name={name}
              facts={t("bundle.licence", { size, licence: licence ?? t("models.licenceUnknown") })}
              isChosen={!left.has(id)}
              isDisabled={isBusy}
              onChange={(isWanted) => choose(id, isWanted)}
            />
          ))}
        </ul>
      )}
      {adapters.length > 0 ? (
        <ul
          aria-label={t("bundle.along.adapters")}
          className="mt-3 divide-y divide-line rounded-card border border-line bg-surface"
        >
          {adapters.map((adapter) => {
            const bases = models.filter(({ id }) => adapter.models.some((base) => base.id === id));
            const fits = fitting.includes(adapter);
            return (
              <ThingLine
                key={adapter.id}
                name={adapter.name}
                facts={
                  fits
                    ? t("bundle.along.adapterOf", {
                        size: adapter.bytes,
                        bases: formats.list(bases.map(({ name }) => name)),
                      })
                    : t("bundle.along.adapterWithout", { size: adapter.bytes })
                }
                isChosen={fits && !left.has(adapter.id)}
                isDisabled={isBusy || !fits}
                onChange={(isWanted) => choose(adapter.id, isWanted)}
              />
            );
          })}
        </ul>
      ) : null}
      {room && room.application !== null && typedApplication === null ? (
        <p className="mt-3 text-muted">{t("bundle.along.application", { name: room.application })}</p>
      ) : (
        <div className="mt-3">
          <p className="max-w-prose text-muted text-pretty">{t("bundle.along.noApplication")}</p>
          <FolderField
            label={t("bundle.along.applicationField")}
            hint={t("bundle.along.applicationHint")}
            folder={typedApplication ?? ""}
            error={
              room && application !== null && room.application === null
                ? t("bundle.along.applicationMissing")
                : undefined
            }
            isDisabled={isBusy}
            onFolder={setTypedApplication}
          />
        </div>
      )}
      <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          kind="primary"
          isDisabled={
            isBusy ||
            !isLookedAt ||
            folder === "" ||
            !canWrite ||
            isTooMuch ||
            (chosen.length === 0 && room?.application === null)
          }
          onPress={() => void act(write)}
        >
          {t("bundle.along.write")}
        </Button>
        <p className={`tabular-nums ${isTooMuch ? "text-warn" : "text-muted"}`}>
          {room === undefined
            ? t("bundle.along.sumAlone", { size: bytes })
            : isTooMuch
              ? t("bundle.along.tooMuch", { size: bytes, free: room.freeBytes, missing: bytes - room.freeBytes })
              : t("bundle.along.sum", { size: bytes, free: room.freeBytes })}
        </p>
      </div>
    </section>
  );
}

/** What came with the application comes with it there too; what cannot be used, or is gone, is of no use there either. */
function isCarried({ bundled, problem, fit }: Model): boolean {
  return !bundled && problem === null && fit.reason.code !== "FIT_FILE_GONE" && fit.reason.code !== "FIT_PARTS_GONE";
}
