import { useTranslation } from "react-i18next";
import { commandLine, type McpPlace } from "../../../electron/contract/mcp.ts";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { Button } from "../../ui/Button.tsx";
import { CommandText } from "../../ui/CommandText.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

type Program = Extract<McpPlace, { kind: "program" }>;

interface CommandDialogProps {
  /** of the server */
  readonly name: string;
  readonly place: Program;
  /** @param starts it may be started at once */
  onAgree(place: Program, starts: boolean): Promise<void>;
  onClose(): void;
}

/** Shows a command word for word before it is ever run, and asks for it. */
export function CommandDialog({ name, place, onAgree, onClose }: CommandDialogProps) {
  const { t } = useTranslation();
  const { isLocked } = useOfflineLock();
  const { command, args, variables } = place;
  return (
    <Dialog
      role="alertdialog"
      isOpen
      onOpenChange={onClose}
      title={t("toolServers.commandTitle", { name })}
      width="max-w-xl"
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            {t("toolServers.notNow")}
          </Button>
          <Button kind="primary" onPress={() => void onAgree(place, !isLocked)}>
            {t(isLocked ? "toolServers.agree" : "toolServers.agreeAndStart")}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-pretty">{t("toolServers.commandText")}</p>
      <CommandText words={[command, ...args].map((word) => commandLine({ command: word, args: [] }))} />
      {variables.length > 0 ? <p className="mt-2">{t("toolServers.variables", { names: variables })}</p> : null}
      {isLocked ? <p className="mt-2 text-pretty">{t("toolServers.locked")}</p> : null}
    </Dialog>
  );
}
