import { useState } from "react";
import { useTranslation } from "react-i18next";
import { globalKeySchema } from "../../../electron/contract/desktop.ts";
import { printedKeys } from "../../app/actions/keyboard.ts";
import { useDesktop } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";

/** Listens for keys that are pressed together, and keeps them where they can be held in front of other programs. */
export function QuickKeyField({ value, onSave }: { value: string | null; onSave: (value: string | null) => void }) {
  const { t } = useTranslation();
  const state = useDesktop().data?.quickKey;
  const [isListening, setIsListening] = useState(false);
  const [isWrong, setIsWrong] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {value === null ? (
          <span className="text-muted">{t("settings.quickKeyNone")}</span>
        ) : (
          <kbd className="font-sans font-medium">{printedKeys(value, t)}</kbd>
        )}
        <Button
          size="small"
          aria-label={`${t("settings.quickKey")}: ${t(isListening ? "settings.quickKeyPress" : "settings.quickKeyChange")}`}
          onPress={() => setIsListening(true)}
          onBlur={() => setIsListening(false)}
          onKeyDown={(event) => {
            if (!isListening || event.key === "Tab") {
              event.continuePropagation();
              return;
            }
            if (event.key === "Escape") {
              setIsListening(false);
              return;
            }
            if (["Control", "Shift", "Alt", "Meta", "AltGraph"].includes(event.key)) return;
            const keys = globalKeySchema.safeParse(keysOf(event));
            setIsWrong(!keys.success);
            if (!keys.success) return;
            setIsListening(false);
            onSave(keys.data);
          }}
        >
          {t(isListening ? "settings.quickKeyPress" : "settings.quickKeyChange")}
        </Button>
        {value === null ? null : (
          <Button size="small" kind="quiet" onPress={() => onSave(null)}>
            {t("settings.quickKeyTake")}
          </Button>
        )}
      </div>
      <p role="status" className="text-small text-warn empty:hidden">
        {isListening && isWrong
          ? t("settings.quickKeyWrong")
          : state === "refused"
            ? t("settings.quickKeyRefused")
            : null}
      </p>
    </div>
  );
}

function keysOf(event: {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}): string {
  // With Alt or Shift the sign is another than the key's own.
  const [, letter, digit] = /^(?:Key([A-Z])|Digit([0-9]))$/u.exec(event.code) ?? [];
  const key = event.code === "Space" ? "Space" : (letter ?? digit ?? event.key);
  return [
    ...(event.ctrlKey || event.metaKey ? ["Mod"] : []),
    ...(event.altKey ? ["Alt"] : []),
    ...(event.shiftKey ? ["Shift"] : []),
    key,
  ].join("+");
}
