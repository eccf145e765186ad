import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";

export function Unauthorized() {
  const { t } = useTranslation();
  return (
    <main className="flex h-full items-center justify-center p-8">
      <div className="max-w-lg">
        <KeyRound aria-hidden size={28} strokeWidth={1.6} className="text-accent" />
        <h1 className="mt-4 font-serif text-title font-semibold">{t("app.unauthorizedTitle")}</h1>
        <p className="mt-2 text-lead text-muted">{t("app.unauthorizedText")}</p>
        <p className="mt-3 font-mono text-small text-faint">UNAUTHORIZED</p>
      </div>
    </main>
  );
}
