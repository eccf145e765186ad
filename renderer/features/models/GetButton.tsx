import { Check, Download as DownloadIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type CataloguedModel, downloadOf } from "../../../electron/contract/catalogue.ts";
import type { Download, DownloadStart } from "../../../electron/contract/downloads.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { leftWords } from "../../i18n/timeWords.ts";
import { useApi } from "../../lib/api.ts";
import { useDownloads, useModels } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import type { Connect } from "./useConnecting.tsx";

/** What is to be got; its first file, by its path. */
type Wanted = Pick<DownloadStart, "repo"> & Partial<DownloadStart> & { readonly file: string };

interface GetButtonProps {
  readonly wanted: Wanted;
  /** what it is called for those who do not see where the button stands */
  readonly name: string;
  readonly bytes: number;
  /** the bytes are not known exactly */
  readonly isAbout?: boolean;
  /** it is here already */
  readonly isHere: boolean;
  readonly isPrimary?: boolean;
  readonly connect: Connect;
}

/** The download of a file, if there is one. */
export function useDownloadOf({ repo, file }: Pick<Wanted, "repo" | "file">): Download | undefined {
  return useDownloads().data?.find((each) => each.repo === repo && each.file === file);
}

/** Gets a model, shows how far it is, or that it is here. */
export function GetButton({ wanted, name, bytes, isAbout, isHere, isPrimary, connect }: GetButtonProps) {
  const { t } = useTranslation();
  const api = useApi();
  const formats = useFormats();
  const models = useModels().data;
  const download = useDownloadOf(wanted);
  const isGot = download?.state === "done" && models?.some(({ id }) => id === download.modelId) === true;
  if (isHere || isGot) {
    return (
      <Chip icon={Check} kind="good">
        {t("catalogue.here")}
      </Chip>
    );
  }
  // What was got and removed since can be got again, and what has failed goes on.
  if (download && download.state !== "done" && download.state !== "failed") {
    return (
      <div className="w-36">
        <p className="mb-1 text-right text-small text-muted tabular-nums">
          {download.silentSeconds !== null || (download.state === "running" && download.problem)
            ? t("catalogue.downloads.stalled")
            : download.state === "running"
              ? formats.percent(shareOf(download))
              : t(`catalogue.downloads.states.${download.state}`)}
        </p>
        <ProgressLine label={t("catalogue.downloads.progress", { name })} value={shareOf(download)} />
        {download.secondsLeft === null ? null : (
          <p className="mt-1 text-right text-small text-muted tabular-nums">{leftWords(download.secondsLeft, t)}</p>
        )}
      </div>
    );
  }
  const button = t(isAbout ? "catalogue.getAbout" : "catalogue.get", { size: bytes });
  return (
    <Button
      size="small"
      kind={isPrimary ? "primary" : "plain"}
      aria-label={t("catalogue.named", { button, name })}
      onPress={() => void connect(() => api.downloads.start(wanted))}
    >
      <DownloadIcon aria-hidden size={14} strokeWidth={1.8} />
      {button}
    </Button>
  );
}

/** Gets a model of the list that comes along, of the commit that the list was made with. */
export function GetCatalogued({
  model,
  ...rest
}: { model: CataloguedModel } & Pick<GetButtonProps, "isPrimary" | "connect">) {
  const { name, files, here } = model;
  return (
    <GetButton
      wanted={downloadOf(model)}
      name={name}
      bytes={here.bytes}
      isAbout={files.some(({ bytes }) => bytes === null)}
      isHere={here.modelId !== null}
      {...rest}
    />
  );
}

export function shareOf({ received, bytes }: Pick<Download, "received" | "bytes">): number {
  return bytes > 0 ? received / bytes : 0;
}
