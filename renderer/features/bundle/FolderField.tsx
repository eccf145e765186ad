import { FolderOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../lib/api.ts";
import { useInfo } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/TextField.tsx";

interface FolderFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly folder: string;
  /** what is wrong with it */
  readonly error?: string | undefined;
  readonly isDisabled: boolean;
  /** told of what was chosen, and at each key; who looks at it waits until typing rests */
  onFolder(folder: string): void;
}

/** Milliseconds without a key after which a path is looked at. */
export const folderRestMs = 400;

/** A path, which the application's own window also has chosen by the system's dialog. */
export function FolderField({ label, hint, folder, error, isDisabled, onFolder }: FolderFieldProps) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const hasDialog = useInfo().data?.door === "window";
  const choose = async (): Promise<void> => {
    const chosen = await api.bundle.chooseFolder();
    if (chosen !== null) onFolder(chosen);
  };
  return (
    <div className="mt-3 flex items-start gap-2">
      <TextField
        label={label}
        description={hint}
        error={error}
        value={folder}
        onChange={onFolder}
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
