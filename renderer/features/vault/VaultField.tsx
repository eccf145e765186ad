import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../electron/contract/errors.ts";
import type { Settings, SettingsPatch } from "../../../electron/contract/settings.ts";
import { shortestPassphrase } from "../../../electron/contract/vault.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useVault } from "../../lib/vault.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextField } from "../../ui/TextField.tsx";

type Question = "on" | "off" | "passphrase";

/** The encryption of the library: whether there is any, what can be done about it, and after how long it locks itself. */
export function VaultField({ settings, save }: { settings: Settings; save: (patch: SettingsPatch) => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const vault = useVault();
  const [question, setQuestion] = useState<Question | null>(null);
  if (vault === null) return null;
  const isEncrypted = vault.status === "open";
  const kind = !isEncrypted ? "off" : vault.by === "keychain" ? "keychain" : "passphrase";
  return (
    <div className="flex flex-col gap-4 py-4">
      <div>
        <p className="font-medium">{t(`vault.state.${kind}`)}</p>
        <p className="mt-0.5 max-w-prose text-small text-muted">{t(`vault.stateText.${kind}`)}</p>
      </div>
      {vault.canSwitch ? (
        <div className="flex flex-wrap gap-2">
          {isEncrypted ? (
            <>
              <Button onPress={() => void api.vault.lock().catch(() => {})}>{t("vault.lockNow")}</Button>
              {vault.by === "passphrase" ? (
                <Button onPress={() => setQuestion("passphrase")}>{t("vault.change")}</Button>
              ) : null}
              <Button onPress={() => setQuestion("off")}>{t("vault.turnOff")}</Button>
            </>
          ) : (
            <Button onPress={() => setQuestion("on")}>{t("vault.turnOn")}</Button>
          )}
        </div>
      ) : (
        <p className="max-w-prose text-small text-muted">{t("vault.notHere")}</p>
      )}
      {isEncrypted && vault.canSwitch ? (
        <Select
          label={t("vault.lockAfter")}
          className="w-64"
          value={String(settings.lockAfterMinutes)}
          onChange={(minutes) => save({ lockAfterMinutes: Number(minutes) })}
          choices={[...new Set([1, 5, 15, 60, 0, settings.lockAfterMinutes])].map((minutes) => ({
            id: String(minutes),
            label: minutes === 0 ? t("vault.lockNever") : t("vault.lockMinutes", { count: minutes }),
          }))}
        />
      ) : null}
      {question === "on" ? (
        <TurnOnDialog hasKeychain={vault.hasKeychain} onClose={() => setQuestion(null)} />
      ) : question === "off" ? (
        <TurnOffDialog isTyped={vault.by === "passphrase"} onClose={() => setQuestion(null)} />
      ) : question === "passphrase" ? (
        <ChangeDialog onClose={() => setQuestion(null)} />
      ) : null}
    </div>
  );
}

function TurnOnDialog({ hasKeychain, onClose }: { hasKeychain: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [by, setBy] = useState<"passphrase" | "keychain">("passphrase");
  const fresh = useFreshPassphrase();
  const isTyped = by === "passphrase";
  return (
    <AskDialog
      title={t("vault.turnOnTitle")}
      confirm={t("vault.encrypt")}
      isReady={!isTyped || fresh.isReady}
      run={() => api.vault.turnOn({ passphrase: isTyped ? fresh.value : null })}
      onClose={onClose}
    >
      <p>{t("vault.turnOnText")}</p>
      {hasKeychain ? (
        <Select
          label={t("vault.by")}
          value={by}
          onChange={(next) => setBy(next === "keychain" ? next : "passphrase")}
          choices={[
            { id: "passphrase", label: t("vault.byPassphrase") },
            { id: "keychain", label: t("vault.byKeychain") },
          ]}
        />
      ) : null}
      {isTyped ? (
        <>
          {fresh.fields}
          <p className="font-medium text-ink">{t("vault.final")}</p>
        </>
      ) : (
        <p>{t("vault.keychainText")}</p>
      )}
    </AskDialog>
  );
}

function TurnOffDialog({ isTyped, onClose }: { isTyped: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [passphrase, setPassphrase] = useState("");
  return (
    <AskDialog
      title={t("vault.turnOffTitle")}
      confirm={t("vault.turnOff")}
      isReady={!isTyped || passphrase !== ""}
      run={() => api.vault.turnOff({ passphrase: isTyped ? passphrase : null })}
      onClose={onClose}
    >
      <p>{t("vault.turnOffText")}</p>
      {isTyped ? (
        <TextField
          label={t("vault.passphrase")}
          type="password"
          autoComplete="current-password"
          autoFocus
          value={passphrase}
          onChange={setPassphrase}
        />
      ) : null}
    </AskDialog>
  );
}

function ChangeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [current, setCurrent] = useState("");
  const fresh = useFreshPassphrase();
  return (
    <AskDialog
      title={t("vault.changeTitle")}
      confirm={t("vault.change")}
      isReady={current !== "" && fresh.isReady}
      run={() => api.vault.changePassphrase({ current, next: fresh.value })}
      onClose={onClose}
    >
      <TextField
        label={t("vault.current")}
        type="password"
        autoComplete="current-password"
        autoFocus
        value={current}
        onChange={setCurrent}
      />
      {fresh.fields}
      <p className="font-medium text-ink">{t("vault.final")}</p>
    </AskDialog>
  );
}

/** A passphrase that is made up, typed twice. */
function useFreshPassphrase() {
  const { t } = useTranslation();
  const [value, setValue] = useState("");
  const [again, setAgain] = useState("");
  const isLong = [...value].length >= shortestPassphrase;
  const fields = (
    <>
      <TextField
        label={t("vault.fresh")}
        description={t("vault.freshText", { count: shortestPassphrase })}
        type="password"
        autoComplete="new-password"
        value={value}
        onChange={setValue}
      />
      <TextField
        label={t("vault.again")}
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
        error={again !== "" && !value.startsWith(again) ? t("vault.differ") : undefined}
      />
    </>
  );
  return { value, fields, isReady: isLong && value === again };
}

interface AskDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly isReady: boolean;
  readonly children: ReactNode;
  run(): Promise<unknown>;
  onClose(): void;
}

/** Stays until it went well, and says what did not. */
function AskDialog({ title, confirm, isReady, children, run, onClose }: AskDialogProps) {
  const { t } = useTranslation();
  const form = useId();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit() {
    setIsBusy(true);
    setProblem(null);
    try {
      await run();
      onClose();
    } catch (thrown) {
      setProblem(callError(thrown).toProblem());
    }
    setIsBusy(false);
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(open) => open || isBusy || onClose()}
      title={title}
      actions={
        <>
          <Button isDisabled={isBusy} onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button kind="primary" type="submit" form={form} isDisabled={isBusy || !isReady}>
            {confirm}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isBusy) void submit();
        }}
      >
        {children}
        {problem ? <ProblemNote problem={problem} /> : null}
      </form>
    </Dialog>
  );
}
