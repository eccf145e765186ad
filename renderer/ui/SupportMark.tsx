import { CircleAlert, CircleCheck, CircleHelp, CircleX, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Support, Witness } from "../../electron/contract/summaries.ts";

/** A sign and a colour for each verdict; its word stands beside them or is told. */
export const supportFaces: Readonly<Record<Support, { readonly icon: LucideIcon; readonly face: string }>> = {
  verified: { icon: CircleCheck, face: "bg-sunken text-good" },
  weak: { icon: CircleHelp, face: "bg-warn-soft text-warn" },
  contradicted: { icon: CircleX, face: "bg-danger-soft text-danger" },
  unsupported: { icon: CircleAlert, face: "bg-danger-soft text-danger" },
};

interface SupportMarkProps {
  readonly support: Support;
  /** what verified it, where that is known */
  readonly by?: Witness | null;
  /** what is to be known besides, shown where the mark is pointed at and told to a screen reader */
  readonly reason?: string;
}

/** The verdict on a claim as a sign with its word. */
export function SupportMark({ support, by = null, reason = "" }: SupportMarkProps) {
  const { t, i18n } = useTranslation();
  const { icon: Icon, face } = supportFaces[support];
  return (
    <span
      role="note"
      data-support={support}
      dir={i18n.dir()}
      title={reason === "" ? undefined : reason}
      className={`inline-flex items-center gap-1 rounded-small px-1.5 align-baseline font-sans text-small font-medium whitespace-nowrap ${face}`}
    >
      <Icon size={13} strokeWidth={2} aria-hidden className="shrink-0" />
      {support === "verified" && by === "model"
        ? t("summary.supports.verifiedByModel")
        : support === "verified" && by === "vectors"
          ? t("summary.supports.verifiedByVectors")
          : t(`summary.supports.${support}`)}
      {reason !== "" && <span className="sr-only">: {reason}</span>}
    </span>
  );
}
