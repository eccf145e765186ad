import { useTranslation } from "react-i18next";
import type { Endpoint, EndpointColour } from "../../../electron/contract/endpoints.ts";
import type { Task } from "../../../electron/contract/tasks.ts";
import { useEndpointsOfTask } from "../../lib/endpoints.ts";

/** Says where text goes that is given to a model of an endpoint: away from this computer, or not. */
export function EndpointChip({ endpoint }: { endpoint: Pick<Endpoint, "name" | "reach" | "colour"> }) {
  const { t } = useTranslation();
  const { name, reach, colour } = endpoint;
  const words = t(reach === "loopback" ? "endpoints.stays" : "endpoints.leaves", { name });
  return (
    <span className="inline-flex h-7 max-w-full min-w-0 items-center gap-2 rounded-control bg-sunken px-2 text-small font-medium text-ink">
      <ColourDot colour={colour} />
      <span className="truncate" title={words}>
        {words}
      </span>
    </span>
  );
}

/**
 * As {@link EndpointChip} of all that text would go to: the endpoint of the model that a person chose, or, where nobody did, all that do
 * the task or stand in for it. Nothing where all is done by files of this computer.
 */
export function EndpointChips({
  task,
  model,
  isChosen,
}: {
  readonly task: Task;
  /** that is asked first, as far as it is known */
  readonly model?: { readonly endpoint?: Endpoint } | undefined;
  readonly isChosen: boolean;
}) {
  const usual = useEndpointsOfTask(task);
  const own = model?.endpoint ? [model.endpoint] : [];
  const endpoints = isChosen ? own : [...own, ...usual.filter(({ id }) => id !== own[0]?.id)];
  return endpoints.map((endpoint) => <EndpointChip key={endpoint.id} endpoint={endpoint} />);
}

export function ColourDot({ colour }: { colour: EndpointColour }) {
  return <span aria-hidden className={`size-2.5 shrink-0 rounded-full ${colours[colour]}`} />;
}

const colours: Readonly<Record<EndpointColour, string>> = {
  amber: "bg-endpoint-amber",
  rose: "bg-endpoint-rose",
  violet: "bg-endpoint-violet",
  blue: "bg-endpoint-blue",
  teal: "bg-endpoint-teal",
  olive: "bg-endpoint-olive",
};
