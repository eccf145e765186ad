import type { EndpointModel } from "../contract/endpoints.ts";
import type { Words } from "./words.ts";

/** What was found out about a model of an endpoint, a few words each. */
export function endpointModelWords(
  { found, contextTokens, parallel }: EndpointModel,
  { t }: Pick<Words, "t">,
): string[] {
  if (!found) return [t("ui:endpoints.notTried")];
  const context = contextTokens ?? found.contextTokens;
  const words = [
    t(`ui:endpoints.purpose.${found.purpose}`),
    context === null ? null : t("ui:endpoints.context", { count: context }),
    t("ui:endpoints.parallel", { count: parallel ?? found.parallel ?? 1 }),
    ...(found.purpose === "chat"
      ? [
          t(found.counts ? "ui:endpoints.counts" : "ui:endpoints.estimates"),
          t(`ui:endpoints.form.${found.form}`),
          found.logprobs ? t("ui:endpoints.logprobs") : null,
          found.thinks === true ? t("ui:endpoints.thinks") : null,
        ]
      : []),
  ];
  return words.filter((word) => word !== null);
}
