import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { callError } from "../lib/client.ts";
import { navigate } from "../lib/route.ts";
import { Button } from "../ui/Button.tsx";

/** A view that throws is shown as such; the rest of the window goes on. */
export class ViewBoundary extends Component<{ children: ReactNode }, { thrown: { value: unknown } | null }> {
  override state: { thrown: { value: unknown } | null } = { thrown: null };

  static getDerivedStateFromError(value: unknown) {
    return { thrown: { value } };
  }

  override render() {
    if (!this.state.thrown) return this.props.children;
    return <Fallen thrown={this.state.thrown.value} onRetry={() => this.setState({ thrown: null })} />;
  }
}

function Fallen({ thrown, onRetry }: { thrown: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const { code } = callError(thrown);
  return (
    <div className="flex h-full items-center justify-center p-8">
      <div className="max-w-md" role="alert">
        <h1 className="font-serif text-title font-semibold">{t("app.crashTitle")}</h1>
        <p className="mt-2 text-muted">{t("app.crashText")}</p>
        <p className="mt-2 font-mono text-small wrap-anywhere text-faint">
          {code} {thrown instanceof Error ? thrown.message : ""}
        </p>
        <div className="mt-5 flex gap-2">
          <Button onPress={onRetry}>{t("common.retry")}</Button>
          <Button
            kind="quiet"
            onPress={() => {
              navigate({ view: "start" });
              onRetry();
            }}
          >
            {t("app.toStart")}
          </Button>
        </div>
      </div>
    </div>
  );
}
