import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Endpoint, EndpointColour, LookedAt } from "../../../electron/contract/endpoints.ts";
import { AppError, type Problem } from "../../../electron/contract/errors.ts";
import { type Task, tasks as allTasks } from "../../../electron/contract/tasks.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { UnlockNote } from "../connections/index.ts";
import {
  ColourSelect,
  KeyField,
  LimitFields,
  NameField,
  type SaidLimits,
  Switches,
  TaskSwitches,
} from "./EndpointFields.tsx";

/** Of more models than these those are chosen that are wanted, instead of those that are not. */
const manyModels = 40;

/** Looks at an address, and adds what stands there. */
export function AddEndpointDialog({ onClose }: { onClose(added: Endpoint | null): void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [url, setUrl] = useState("");
  const [key, setKey] = useState("");
  const [name, setName] = useState("");
  const [found, setFound] = useState<LookedAt | null>(null);
  const [offered, setOffered] = useState<readonly string[]>([]);
  const [tasks, setTasks] = useState<readonly Task[]>(allTasks);
  const [colour, setColour] = useState<EndpointColour | null>(null);
  const [limits, setLimits] = useState<SaidLimits>({ contextTokens: null, parallel: null });
  const [certificate, setCertificate] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function during(work: () => Promise<void>) {
    setIsBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (thrown) {
      setProblem((thrown instanceof AppError ? thrown : callError(thrown)).toProblem());
    } finally {
      setIsBusy(false);
    }
  }

  const given = { url: url.trim(), key: key.trim() === "" ? null : key.trim() };
  const shown = problem?.data?.["fingerprint"];
  const look = (trusted = certificate) =>
    during(async () => {
      setCertificate(trusted);
      const looked = await api.endpoints.look({ ...given, certificate: trusted });
      setFound(looked);
      setOffered(looked.models.length > manyModels ? [] : looked.models);
      if (name === "") setName(new URL(looked.url).host);
    });
  const add = () =>
    during(async () => {
      const all = found !== null && offered.length === found.models.length;
      const added = await api.endpoints.add({
        ...given,
        ...limits,
        certificate,
        name: name.trim(),
        tasks: [...tasks],
        offered: found === null || all ? null : [...offered],
        ...(colour && { colour }),
      });
      onClose(added);
    });

  return (
    <Dialog
      isOpen
      onOpenChange={() => onClose(null)}
      title={t("endpoints.addTitle")}
      width="max-w-xl"
      actions={
        <>
          <Button kind="quiet" onPress={() => onClose(null)}>
            {t("common.cancel")}
          </Button>
          <Button onPress={() => void look()} isDisabled={isBusy || given.url === ""}>
            {t("endpoints.look")}
          </Button>
          <Button
            kind="primary"
            onPress={() => void add()}
            isDisabled={isBusy || given.url === "" || name.trim() === "" || (found !== null && offered.length === 0)}
          >
            {t("endpoints.addThis")}
          </Button>
        </>
      }
    >
      <p>{t("endpoints.addText")}</p>
      <div className="mt-4 flex flex-col gap-4 text-ink">
        <TextField
          autoFocus
          label={t("endpoints.address")}
          description={t("endpoints.addressHint")}
          placeholder="http://192.168.1.20:8080"
          value={url}
          onChange={(text) => {
            setUrl(text);
            setFound(null);
            setCertificate(null);
          }}
          autoComplete="off"
          spellCheck="false"
        />
        <KeyField label={t("endpoints.key")} value={key} onChange={setKey} />
        <NameField value={name} onChange={setName} />
        {problem && problem.code !== "OFFLINE_LOCKED" ? <ProblemNote problem={problem} /> : null}
        {typeof shown === "string" ? (
          <Button className="self-start" size="small" onPress={() => void look(shown)} isDisabled={isBusy}>
            {t("endpoints.trust")}
          </Button>
        ) : null}
        {problem?.code === "OFFLINE_LOCKED" ? <UnlockNote onUnlock={() => void look()} /> : null}
        {found ? (
          <>
            <p role="status" className="text-small text-muted">
              {t("endpoints.found", {
                kind: t(`endpoints.kind.${found.kind}`),
                reach: t(`endpoints.reach.${found.reach}`),
                count: found.models.length,
              })}
            </p>
            <Switches
              label={t("endpoints.models")}
              choices={found.models.map((id) => ({ id, label: id }))}
              chosen={offered}
              onChange={setOffered}
            />
          </>
        ) : null}
        <TaskSwitches chosen={tasks} onChange={setTasks} />
        <LimitFields label={t("endpoints.limits")} value={limits} onChange={setLimits} />
        <ColourSelect value={colour} onChange={setColour} />
      </div>
    </Dialog>
  );
}
