import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { performPressed } from "../../app/actions/pressed.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { fieldStyle } from "../../ui/TextField.tsx";
import type { BranchEntry } from "./branch.ts";
import { BranchSwitch } from "./BranchSwitch.tsx";
import { CopyButton } from "./CopyButton.tsx";
import type { ChatActions } from "./useChatActions.ts";

export function UserMessage({ entry, actions, isBusy }: { entry: BranchEntry; actions: ChatActions; isBusy: boolean }) {
  const { t } = useTranslation();
  const { message } = entry;
  const [draft, setDraft] = useState<string | null>(null);

  if (draft !== null) {
    const leave = () => setDraft(null);
    const send = () => {
      if (draft.trim() === "") return;
      setDraft(null);
      void actions.send(draft, message.parentId);
    };
    return (
      <div className="flex flex-col gap-2">
        <textarea
          autoFocus
          onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
          dir="auto"
          aria-label={t("chat.editLabel")}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            performPressed(event, "field", { confirmField: { perform: send }, leaveField: { perform: leave } });
          }}
          className={`field-sizing-content max-h-[50vh] resize-none py-2 text-lead ${fieldStyle}`}
        />
        <div className="flex justify-end gap-2">
          <Button size="small" onPress={() => setDraft(null)}>
            {t("common.cancel")}
          </Button>
          <Button size="small" kind="primary" isDisabled={isBusy || draft.trim() === ""} onPress={send}>
            {t("chat.editSend")}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="flex flex-col items-end gap-1">
      <p
        dir="auto"
        className="max-w-[85%] rounded-card bg-sunken px-4 py-2.5 text-lead wrap-anywhere whitespace-pre-wrap"
      >
        {message.text}
      </p>
      <div className="flex h-7 items-center">
        <span className="flex opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100">
          <CopyButton text={message.text} />
          <IconButton
            icon={Pencil}
            size="small"
            label={t("chat.edit")}
            isDisabled={isBusy}
            onPress={() => setDraft(message.text)}
          />
        </span>
        <BranchSwitch entry={entry} isBusy={isBusy} onShow={actions.showBranch} />
      </div>
    </div>
  );
}
