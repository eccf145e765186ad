import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/TextField.tsx";

interface PasswordFormProps {
  readonly label: string;
  /** the last one did not open it */
  readonly isWrong: boolean;
  readonly isBusy: boolean;
  readonly onPassword: (password: string) => void;
}

export function PasswordForm({ label, isWrong, isBusy, onPassword }: PasswordFormProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState<string | null>(null);
  // once another password is being typed, the word about the last one is gone
  const showsWrong = isWrong && !isBusy && password === (tried ?? "");
  return (
    <form
      className="flex max-w-md items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (password === "") return;
        setTried(password);
        onPassword(password);
      }}
    >
      <TextField
        label={label}
        type="password"
        autoFocus={isWrong}
        value={password}
        onChange={setPassword}
        autoComplete="off"
        maxLength={1000}
        description={t("reader.passwordNote")}
        error={showsWrong ? t("reader.passwordWrong") : undefined}
        className="min-w-0 flex-1"
      />
      <Button type="submit" kind="primary" isDisabled={isBusy || password === ""} className="mt-[1.6rem]">
        {isBusy ? t("reader.unlocking") : t("reader.unlock")}
      </Button>
    </form>
  );
}
