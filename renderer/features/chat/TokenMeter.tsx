import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Focusable } from "react-aria-components";
import type { ContextPlan } from "../../../electron/contract/chat.ts";
import { useApi } from "../../lib/api.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { keys } from "../../lib/queries.ts";
import { useSettled } from "../../lib/useSettled.ts";
import { Tooltip } from "../../ui/Tooltip.tsx";

/** milliseconds without typing before the draft is counted */
const pauseMs = 500;

export interface TokenMeterProps {
  readonly conversationId: string | null;
  readonly parentId: string | null;
  readonly draft: string;
  /** nothing can be counted now */
  readonly isPaused: boolean;
}

/** How full the context would be if the draft were sent now; details on hover and focus. */
export function TokenMeter({ conversationId, parentId, draft, isPaused }: TokenMeterProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const settled = useSettled(draft.trim(), pauseMs);
  const plan = useQuery({
    queryKey: keys.plan(conversationId ?? "", parentId, settled),
    queryFn: ({ signal }) =>
      api.chat.plan({ conversationId: conversationId ?? "", parentId, draft: settled }, { signal }),
    enabled: conversationId !== null && !isPaused,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 10_000,
    retry: false,
  }).data;
  if (!plan || plan.contextSize === 0) return null;
  const share = Math.min(1, plan.promptTokens / plan.contextSize);
  const isTight = plan.droppedTurns > 0 || share > 0.9;
  return (
    <Tooltip text={detailsOf(plan, t)}>
      <Focusable>
        <span
          role="meter"
          tabIndex={0}
          aria-label={t("chat.meterLabel")}
          aria-valuenow={plan.promptTokens}
          aria-valuemin={0}
          aria-valuemax={plan.contextSize}
          aria-valuetext={detailsOf(plan, t)}
          className="mr-1.5 flex h-8 items-center gap-2 rounded-control px-1.5 text-small text-muted tabular-nums"
        >
          <span aria-hidden className="h-1 w-10 overflow-hidden rounded-full bg-pressed">
            <span
              className={`block h-full rounded-full ${isTight ? "bg-warn" : "bg-accent"}`}
              style={{ width: `${Math.max(4, share * 100)}%` }}
            />
          </span>
          <span className={isTight ? "text-warn" : ""}>
            {formats.compact(plan.promptTokens)} / {formats.compact(plan.contextSize)}
          </span>
        </span>
      </Focusable>
    </Tooltip>
  );
}

function detailsOf(plan: ContextPlan, t: TFunction): string {
  const { promptTokens, contextSize, answerBudget, documents, passages, droppedTurns } = plan;
  return [
    t("chat.meterDetails", { prompt: promptTokens, budget: answerBudget, size: contextSize }),
    documents === "whole" ? t("chat.meterWhole") : "",
    documents === "passages" ? t("chat.meterPassages", { count: passages }) : "",
    droppedTurns > 0 ? t("chat.meterDropped", { count: droppedTurns }) : "",
  ]
    .filter(Boolean)
    .join(" ");
}
