import { Ban, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Here } from "../../../electron/contract/catalogue.ts";
import type { ModelFit } from "../../../electron/contract/models.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useWords } from "../../i18n/useWords.ts";
import { paceWords } from "./hereWords.ts";

const faces = {
  fits: { icon: CircleCheck, color: "text-good" },
  tight: { icon: TriangleAlert, color: "text-warn" },
  tooLarge: { icon: Ban, color: "text-danger" },
};

/** How a model fits this computer, by a picture and in words. */
export function FitLine({ fit, children }: { fit: ModelFit; children: string }) {
  const { t } = useTranslation();
  const { icon: Face, color } = faces[fit.verdict];
  return (
    <p className="flex items-start gap-2">
      <Face
        aria-label={t(`models.verdicts.${fit.verdict}`)}
        size={16}
        strokeWidth={2}
        className={`mt-0.5 shrink-0 ${color}`}
      />
      <span className="min-w-0">{children}</span>
    </p>
  );
}

/** What a model that is not here would be on this computer. */
export function HereLine({ here }: { here: Here }) {
  const { t } = useTranslation();
  const words = useWords();
  const formats = useFormats();
  const pace = paceWords(here, t, formats);
  const reason = here.fit.verdict === "fits" ? null : words.reason(here.fit.reason);
  const measured = here.basis === "measured" && here.tokensPerSecond !== null ? t("catalogue.basis.measured") : null;
  const tried = here.tried === null ? null : t(`catalogue.tried.${here.tried}`);
  return <FitLine fit={here.fit}>{[reason, pace, measured, tried].filter((part) => part !== null).join(" ")}</FitLine>;
}

/** How the speeds were told that stand in a list; nothing where none stands there or all were measured. */
export function BasisLine({ heres }: { heres: readonly Here[] }) {
  const { t } = useTranslation();
  const told = new Set(heres.filter(({ tokensPerSecond }) => tokensPerSecond !== null).map(({ basis }) => basis));
  const basis = told.has("assumed") ? "assumed" : told.has("scaled") ? "scaled" : null;
  return basis === null ? null : <p className="mb-2 text-small text-muted">{t(`catalogue.basis.${basis}`)}</p>;
}
