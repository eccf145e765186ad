import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../lib/copyText.ts";
import { IconButton } from "../../ui/IconButton.tsx";

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [isCopied, setIsCopied] = useState(false);
  return (
    <IconButton
      size="small"
      icon={isCopied ? Check : Copy}
      label={isCopied ? t("common.copied") : t("chat.copyMessage")}
      onPress={() => void copyText(text).then(setIsCopied)}
      onHoverEnd={() => setIsCopied(false)}
      onBlur={() => setIsCopied(false)}
    />
  );
}
