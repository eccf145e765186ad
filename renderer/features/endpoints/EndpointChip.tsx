import { useTranslation } from "react-i18next";
import type { Endpoint, EndpointColour } from "../../../electron/contract/endpoints.ts";

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
