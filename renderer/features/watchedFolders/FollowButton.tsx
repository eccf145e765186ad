import { FolderSync } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../electron/contract/errors.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useWatchedFolder } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { FolderField } from "../bundle/index.ts";

/** Has a collection follow a folder; nothing where it follows one already. */
export function FollowButton({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const followed = useWatchedFolder(id);
  if (followed !== null) return null;
  return (
    <>
      <Button size="small" onPress={() => setIsOpen(true)}>
        <FolderSync aria-hidden size={15} strokeWidth={1.8} />
        {t("watchedFolder.follow")}
      </Button>
      {isOpen ? <FollowDialog id={id} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function FollowDialog({ id, onClose }: { readonly id: string; onClose(): void }) {
  const { t } = useTranslation();
  const words = useWords();
  const api = useApi();
  const [folder, setFolder] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const follow = async (): Promise<void> => {
    setIsBusy(true);
    try {
      await api.watchedFolders.add({ path: folder.trim(), collectionId: id });
      onClose();
    } catch (thrown) {
      setProblem(callError(thrown).toProblem());
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("watchedFolder.followTitle")}
      width="max-w-lg"
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" isDisabled={folder.trim() === "" || isBusy} onPress={() => void follow()}>
            {t("watchedFolder.followIt")}
          </Button>
        </>
      }
    >
      <p>{t("watchedFolder.followText")}</p>
      <FolderField
        label={t("watchedFolder.folder")}
        hint={t("watchedFolder.folderHint")}
        folder={folder}
        error={problem ? words.error(problem) : undefined}
        isDisabled={isBusy}
        onFolder={setFolder}
      />
    </Dialog>
  );
}
