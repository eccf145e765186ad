import { useTranslation } from "react-i18next";
import { hrefOf } from "../../lib/route.ts";

/** What to expect of the model that comes with Tramontane, and the way to a better one. */
export function StarterNote({ kind, className = "" }: { kind: "start" | "summary"; className?: string }) {
  const { t } = useTranslation();
  return (
    <p className={`text-small text-muted text-pretty ${className}`}>
      {t(`models.starter.${kind}`)}{" "}
      <a
        href={hrefOf({ view: "models" })}
        className="rounded-small text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
      >
        {t("models.starter.better")}
      </a>
    </p>
  );
}
