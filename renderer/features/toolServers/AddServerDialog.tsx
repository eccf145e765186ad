import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commandLine, type McpServer, mcpServerNameSchema, type NewMcpServer } from "../../../electron/contract/mcp.ts";
import type { Problem } from "../../../electron/contract/errors.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { Button } from "../../ui/Button.tsx";
import { CommandText } from "../../ui/CommandText.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { KeyField } from "../endpoints/index.ts";
import { readPasted } from "./pastedServers.ts";

interface AddServerDialogProps {
  onAdded(server: McpServer): void;
  onClose(): void;
}

/** Takes a command, an address or the settings of another program, and shows what they come to before anything is kept. */
export function AddServerDialog({ onAdded, onClose }: AddServerDialogProps) {
  const { t } = useTranslation();
  const api = useApi();
  const [text, setText] = useState("");
  const [ownName, setOwnName] = useState<string | null>(null);
  const [token, setToken] = useState("");
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const pasted = readPasted(text);
  const servers = "servers" in pasted ? pasted.servers.filter(({ name }) => !added.has(name)) : [];
  const [single, ...more] = servers;
  const only = more.length === 0 && added.size === 0 ? single : undefined;
  const asksForToken = only?.place.kind === "address" && only.token === null;
  const name = (ownName ?? only?.name ?? "").trim();
  const isNamed = only === undefined || mcpServerNameSchema.safeParse(name).success;

  async function add() {
    setIsBusy(true);
    setProblem(null);
    try {
      for (const server of servers) {
        const given: NewMcpServer = only
          ? { ...server, name, token: asksForToken && token.trim() !== "" ? token.trim() : server.token }
          : server;
        // oxlint-disable-next-line no-await-in-loop -- where one is refused, those after it wait for a person
        onAdded(await api.mcp.add(given));
        setAdded((names) => new Set([...names, server.name]));
      }
      onClose();
    } catch (thrown) {
      setProblem(callError(thrown).toProblem());
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("toolServers.addTitle")}
      width="max-w-xl"
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t("common.cancel")}
          </Button>
          <Button kind="primary" onPress={() => void add()} isDisabled={isBusy || servers.length === 0 || !isNamed}>
            {t("toolServers.addThese", { count: servers.length })}
          </Button>
        </>
      }
    >
      <p className="text-pretty">{t("toolServers.addText")}</p>
      <div className="mt-4 flex flex-col gap-4 text-ink">
        <TextField
          autoFocus
          rows={4}
          label={t("toolServers.what")}
          description={t("toolServers.whatHint")}
          placeholder="npx -y @modelcontextprotocol/server-filesystem /home/me/Notes"
          value={text}
          onChange={(written) => {
            setText(written);
            setProblem(null);
          }}
          error={"problem" in pasted ? t(`toolServers.wrong.${pasted.problem}`) : undefined}
          validationBehavior="aria"
          spellCheck="false"
          autoComplete="off"
        />
        {only ? (
          <TextField
            label={t("endpoints.name")}
            maxLength={60}
            autoComplete="off"
            value={ownName ?? only.name}
            onChange={setOwnName}
          />
        ) : null}
        {asksForToken ? <KeyField label={t("toolServers.token")} value={token} onChange={setToken} /> : null}
        {servers.length > 0 ? (
          <ul aria-label={t("toolServers.found")} className="flex flex-col gap-3">
            {servers.map((server) => (
              <li key={server.name}>
                {only ? null : <p className="font-medium wrap-anywhere">{server.name}</p>}
                <Found place={server.place} />
              </li>
            ))}
          </ul>
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
      </div>
    </Dialog>
  );
}

function Found({ place }: Pick<NewMcpServer, "place">) {
  const { t } = useTranslation();
  if (place.kind === "address") return <CommandText words={[place.url]} />;
  const names = Object.keys(place.env);
  return (
    <>
      <CommandText words={[place.command, ...place.args].map((word) => commandLine({ command: word, args: [] }))} />
      {names.length > 0 ? <p className="mt-1 text-small text-muted">{t("toolServers.variables", { names })}</p> : null}
    </>
  );
}
