import { Check, Wrench } from "lucide-react";
import { useState } from "react";
import { Dialog, DialogTrigger, ListBox, ListBoxItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { McpServer } from "../../../electron/contract/mcp.ts";
import { navigate } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { offeredTools, serverState } from "../toolServers/index.ts";

export interface ToolsButtonProps {
  /** one at least */
  readonly servers: readonly McpServer[];
  readonly chosen: readonly string[];
  onChoose(serverIds: readonly string[]): void;
}

/** Chooses the servers of tools that this conversation may use. */
export function ToolsButton({ servers, chosen, onChoose }: ToolsButtonProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setIsOpen}>
      <IconButton icon={Wrench} label={t("chat.tools.choose")} />
      <Popover placement="top start" className="w-80">
        <Dialog aria-label={t("chat.tools.choose")} className="flex flex-col outline-none">
          <ListBox
            aria-label={t("chat.tools.choose")}
            items={servers}
            selectionMode="multiple"
            escapeKeyBehavior="none"
            selectedKeys={chosen}
            onSelectionChange={(selection) =>
              onChoose(servers.map(({ id }) => id).filter((id) => selection === "all" || selection.has(id)))
            }
            className="max-h-64 overflow-auto p-1.5 outline-none"
          >
            {(server) => (
              <ListBoxItem
                id={server.id}
                textValue={server.name}
                className="flex min-h-8 items-start gap-2.5 rounded-control px-2.5 py-1.5 outline-none data-focused:bg-hover data-hovered:bg-hover"
              >
                {({ isSelected }) => (
                  <>
                    <Check
                      aria-hidden
                      size={15}
                      className={`mt-0.5 shrink-0 ${isSelected ? "text-accent" : "invisible"}`}
                    />
                    <span className="min-w-0">
                      <span className="block wrap-anywhere">{server.name}</span>
                      <span className="block text-small text-muted">
                        {[
                          t(`toolServers.state.${serverState(server)}`),
                          ...(server.tools
                            ? [
                                t("toolServers.offered", {
                                  count: server.tools.length,
                                  offered: offeredTools(server.tools).offered,
                                }),
                              ]
                            : []),
                        ].join(" · ")}
                      </span>
                    </span>
                  </>
                )}
              </ListBoxItem>
            )}
          </ListBox>
          <Button
            kind="quiet"
            className="m-1.5 mt-0 justify-start px-2.5"
            onPress={() => {
              setIsOpen(false);
              navigate({ view: "settings" });
            }}
          >
            {t("chat.tools.settings")}
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
