import { Lock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../electron/contract/errors.ts";
import type { VaultState } from "../../../electron/contract/vault.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextField } from "../../ui/TextField.tsx";

/** What stands in the window while the library is locked, or being written anew. */
export function LockedPage({ state }: { state: VaultState }) {
  const { t } = useTranslation();
  const { switching } = state;
  return (
    <main className="flex h-full items-center justify-center overflow-auto bg-ground p-8">
      <div className="w-full max-w-md">
        <Lock aria-hidden size={28} strokeWidth={1.6} className="text-accent" />
        {state.status === "switching" && switching ? (
          <Switching switching={switching} />
        ) : (
          <>
            <h1 className="mt-4 font-serif text-title font-semibold">{t("vault.lockedTitle")}</h1>
            <Unlock state={state} />
          </>
        )}
      </div>
    </main>
  );
}

function Switching({ switching: { to, done, total } }: { switching: NonNullable<VaultState["switching"]> }) {
  const { t } = useTranslation();
  return (
    <>
      <h1 className="mt-4 font-serif text-title font-semibold">{t(`vault.switchingTitle.${to}`)}</h1>
      <p className="mt-2 mb-5 text-muted">{t("vault.switchingText")}</p>
      <ProgressLine label={t(`vault.switchingTitle.${to}`)} value={total === 0 ? null : done / total} />
    </>
  );
}

function Unlock({ state: { by, switching } }: { state: VaultState }) {
  const { t } = useTranslation();
  const api = useApi();
  const [passphrase, setPassphrase] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isTyped = by === "passphrase";
  const canGo = !isBusy && (!isTyped || passphrase !== "");

  async function unlock(undo: boolean) {
    setIsBusy(true);
    setProblem(null);
    try {
      await api.vault.unlock({ passphrase: isTyped ? passphrase : null, undo });
    } catch (thrown) {
      setProblem(callError(thrown).toProblem());
      setIsBusy(false);
    }
  }

  return (
    <form
      className="mt-2 flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (canGo) void unlock(false);
      }}
    >
      <p className="text-muted">
        {switching ? t(`vault.unfinished.${switching.to}`) : t(isTyped ? "vault.lockedText" : "vault.lockedByKeychain")}
      </p>
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
      {problem ? <ProblemNote problem={problem} /> : null}
      {switching?.problem && !problem ? <ProblemNote problem={switching.problem} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" type="submit" isDisabled={!canGo}>
          {t(switching ? "vault.goOn" : isBusy ? "vault.unlocking" : "vault.unlock")}
        </Button>
        {switching ? (
          <Button isDisabled={!canGo} onPress={() => void unlock(true)}>
            {t("vault.undo")}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
