import { FolderOpen } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../lib/api.ts";
import { useInfo } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/TextField.tsx";

interface FolderFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly initial: string;
  /** what is wrong with it */
  readonly error?: string | undefined;
  readonly isDisabled: boolean;
  /** told of what was chosen, or typed once typing rests */
  onFolder(folder: string): void;
}

/** Milliseconds without a key after which a path is looked at. */
const rest = 400;

/** A path, which the application's own window also has chosen by the system's dialog. */
export function FolderField({ label, hint, initial, error, isDisabled, onFolder }: FolderFieldProps) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const hasDialog = useInfo().data?.door === "window";
  const [text, setText] = useState(initial);
  useEffect(() => {
    const timer = setTimeout(() => onFolder(text.trim()), rest);
    return () => clearTimeout(timer);
  }, [text, onFolder]);
  const choose = async (): Promise<void> => {
    const chosen = await api.bundle.chooseFolder();
    if (chosen === null) return;
    setText(chosen);
    onFolder(chosen);
  };
  return (
    <div className="mt-3 flex items-start gap-2">
      <TextField
        label={label}
        description={hint}
        error={error}
        value={text}
        onChange={setText}
        isDisabled={isDisabled}
        spellCheck="false"
        className="min-w-0 flex-1"
      />
      {hasDialog ? (
        <Button className="mt-7" isDisabled={isDisabled} onPress={() => void act(choose)}>
          <FolderOpen aria-hidden size={16} strokeWidth={1.8} />
          {t("bundle.choose")}
        </Button>
      ) : null}
    </div>
  );
}
