import { useState } from "react";
import { type ListedTool, mostToolsByDefault } from "../../../electron/contract/mcp.ts";
import { useWords } from "../../i18n/useWords.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { FilterField } from "../../ui/FilterField.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { offeredTools } from "./offeredTools.ts";

interface ServerToolsProps {
  readonly tools: readonly ListedTool[];
  onOffer(offer: readonly { readonly name: string; readonly isOffered: boolean }[]): void;
}

/** More tools than this can be searched. */
const mostSeen = 8;

/** The tools of a server, each with a switch that offers it to models. */
export function ServerTools({ tools, onOffer }: ServerToolsProps) {
  const { t } = useWords();
  const [sought, setSought] = useState("");
  if (tools.length === 0) return <p className="mt-3 text-muted">{t("toolServers.noTools")}</p>;
  const fresh = tools.filter(({ isNew }) => isNew);
  const { offered, tokens } = offeredTools(tools);
  const words = fold(sought).split(/\s+/u);
  const found = tools.filter(({ name, title, description }) => {
    const text = fold(`${name} ${title ?? ""} ${description}`);
    return words.every((word) => text.includes(word));
  });
  const setAll = (isOffered: boolean) => onOffer(found.map(({ name }) => ({ name, isOffered })));
  const isPart = found.length < tools.length;
  return (
    <div className="mt-2 -ml-1">
      <Disclosure
        level={4}
        title={
          <span className="flex flex-wrap items-center gap-x-2">
            {t("toolServers.offered", { count: tools.length, offered })}{" "}
            {fresh.length > 0 ? <Chip kind="accent">{t("toolServers.newTools", { count: fresh.length })}</Chip> : null}
          </span>
        }
      >
        <p className="max-w-prose text-small text-pretty text-muted">
          {t("toolServers.offerText", { most: mostToolsByDefault, tokens })}
        </p>
        <div className="mt-2 overflow-hidden rounded-control border border-line">
          <div className="flex flex-wrap items-center gap-x-2 border-b border-line px-3 py-1.5">
            {tools.length > mostSeen ? (
              <FilterField
                label={t("toolServers.search")}
                className="min-w-48 flex-1"
                value={sought}
                onChange={setSought}
                autoFocus={false}
              />
            ) : null}
            <span className="ml-auto flex flex-wrap gap-2">
              {fresh.length > 0 ? (
                <Button
                  size="small"
                  kind="quiet"
                  onPress={() => onOffer(fresh.map(({ name, isOffered }) => ({ name, isOffered })))}
                >
                  {t("toolServers.keepNew")}
                </Button>
              ) : null}
              <Button size="small" isDisabled={found.every(({ isOffered }) => isOffered)} onPress={() => setAll(true)}>
                {t(isPart ? "toolServers.allFound" : "toolServers.all")}
              </Button>
              <Button size="small" isDisabled={!found.some(({ isOffered }) => isOffered)} onPress={() => setAll(false)}>
                {t(isPart ? "toolServers.noneFound" : "toolServers.none")}
              </Button>
            </span>
          </div>
          {found.length === 0 ? (
            <p role="status" className="px-3 py-2 text-small text-muted">
              {t("toolServers.noneLike")}
            </p>
          ) : (
            <ul aria-label={t("toolServers.listed")} className="max-h-96 divide-y divide-line overflow-auto text-small">
              {found.map((tool) => (
                <li key={tool.name} className="flex items-start justify-between gap-x-4 px-3 py-2">
                  <div className="min-w-0">
                    <p className="wrap-anywhere">
                      <code className="font-medium">{tool.name}</code>
                      {tool.isNew ? <span className="font-medium text-accent"> · {t("toolServers.new")}</span> : null}
                      {tool.title === null || tool.title === tool.name ? null : (
                        <span className="text-muted"> · {tool.title}</span>
                      )}
                      {tool.readOnly ? <span className="text-muted"> · {t("toolServers.readOnly")}</span> : null}
                    </p>
                    <p className="max-w-prose wrap-anywhere whitespace-pre-line text-muted">{tool.description}</p>
                  </div>
                  <Switch
                    isSelected={tool.isOffered}
                    onChange={(isOffered) => onOffer([{ name: tool.name, isOffered }])}
                    aria-label={t("toolServers.offer", { tool: tool.name })}
                  >
                    {null}
                  </Switch>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Disclosure>
    </div>
  );
}

function fold(text: string): string {
  return text.toLocaleLowerCase();
}
