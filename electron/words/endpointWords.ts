import { type Endpoint, type EndpointModel, type Limit, limitsOf } from "../contract/endpoints.ts";
import type { Words } from "./words.ts";

/** What was found out about a model of an endpoint, or is said of it, a few words each. */
export function endpointModelWords(endpoint: Endpoint, model: EndpointModel, { t }: Pick<Words, "t">): string[] {
  const { found } = model;
  const { context, parallel } = limitsOf(endpoint, model);
  const withBasis = ({ basis }: Limit, what: string): string => t(`ui:endpoints.basis.${basis}`, { what });
  const contextWords = withBasis(context, t("ui:endpoints.context", { count: context.value }));
  const parallelWords = withBasis(parallel, t("ui:endpoints.parallel", { count: parallel.value }));
  if (!found) {
    const said = [context.basis === "said" ? contextWords : null, parallel.basis === "said" ? parallelWords : null];
    return [t("ui:endpoints.notTried"), ...said.filter((word) => word !== null)];
  }
  const words = [
    t(`ui:endpoints.purpose.${found.purpose}`),
    contextWords,
    found.contextTokens !== null && context.value > found.contextTokens
      ? t("ui:endpoints.moreThanFound", { count: found.contextTokens })
      : null,
    parallelWords,
    ...(found.purpose === "chat"
      ? [
          t(found.counts ? "ui:endpoints.counts" : "ui:endpoints.estimates"),
          t(`ui:endpoints.form.${found.form}`),
          found.logprobs ? t("ui:endpoints.logprobs") : null,
          found.thinks === true ? t("ui:endpoints.thinks") : null,
          found.tools === null ? null : t(found.tools ? "ui:endpoints.tools" : "ui:endpoints.noTools"),
        ]
      : []),
  ];
  return words.filter((word) => word !== null);
}
