import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components";
import { copyText } from "../../lib/copyText.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

/** A link of a message. It is no anchor, so that no click of any kind follows it before the address was shown. */
export function LinkButton({ href, children }: { href: string; children: ReactNode }) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <AriaButton
        onPress={() => setIsAsking(true)}
        className="inline rounded-small text-left text-accent underline decoration-accent/40 underline-offset-2 data-hovered:decoration-accent"
      >
        {children}
      </AriaButton>
      <Dialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={t("link.title")}
        width="max-w-lg"
        actions={
          <>
            <Button onPress={() => setIsAsking(false)}>{t("common.cancel")}</Button>
            <Button onPress={() => void copyText(href).then(() => setIsAsking(false))}>{t("link.copy")}</Button>
            <Button
              kind="primary"
              onPress={() => {
                setIsAsking(false);
                window.open(href, "_blank", "noopener,noreferrer");
              }}
            >
              {t("link.open")}
            </Button>
          </>
        }
      >
        <p>{t("link.text")}</p>
        <p className="mt-3 max-h-40 overflow-auto rounded-control bg-sunken px-3 py-2 font-mono text-small break-all text-ink">
          {href}
        </p>
      </Dialog>
    </>
  );
}
