import { MessageSquareText, MoveHorizontal, Search, ZoomIn, ZoomOut } from "lucide-react";
import { useState } from "react";
import { Toolbar } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { PageLabel } from "../../../electron/contract/pageLabels.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { useWords } from "../../i18n/useWords.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import type { Zoom } from "./zoom.ts";

interface PageToolbarProps {
  readonly page: number;
  /** what the page is called where it is not called by its number: printed on it, or of laid out text what it holds */
  readonly label: PageLabel | null;
  /** how sure its recognised text is, 0 to 1; null where the text is the document's own */
  readonly confidence: number | null;
  readonly total: number;
  readonly zoom: Zoom;
  /** drawn pages fit the width of the view; laid out text has a normal size instead */
  readonly isDrawn: boolean;
  readonly isFinding: boolean;
  readonly onPage: (page: number) => void;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onStep: (direction: 1 | -1) => void;
  readonly onFind: () => void;
  /** whether comments and changes are listed; null where there are none */
  readonly isListing: boolean | null;
  readonly onMarkup: () => void;
  /** before and after the tools: the way back, closing the view */
  readonly leading: React.ReactNode;
  readonly trailing: React.ReactNode;
}

export function PageToolbar(props: PageToolbarProps) {
  const { t } = useTranslation();
  const words = useWords();
  const shortcut = useShortcut();
  const on = "aria-pressed:bg-pressed aria-pressed:text-ink";
  return (
    <Toolbar
      aria-label={t("reader.toolbar")}
      className="flex h-12 shrink-0 items-center gap-0.5 border-b border-line bg-paper px-2"
    >
      {props.leading}
      <PageBox page={props.page} total={props.total} onPage={props.onPage} />
      {props.label !== null && (
        <span className="min-w-0 truncate pl-2 text-small text-muted">
          {props.isDrawn ? t("reader.printed", { label: words.label(props.label) }) : words.label(props.label)}
        </span>
      )}
      {props.confidence !== null && (
        <span className="min-w-0 truncate pl-2 text-small text-muted" title={t("reader.recognizedHint")}>
          {t("reader.recognized", { share: props.confidence })}
        </span>
      )}
      <span className="flex-1" />
      <IconButton
        label={t("actions.findInDocument")}
        {...shortcut("findInDocument")}
        icon={Search}
        aria-pressed={props.isFinding}
        className={on}
        onPress={props.onFind}
      />
      {props.isListing !== null && (
        <IconButton
          label={t("reader.markup")}
          icon={MessageSquareText}
          aria-pressed={props.isListing}
          className={on}
          onPress={props.onMarkup}
        />
      )}
      <IconButton label={t("reader.zoomOut")} icon={ZoomOut} onPress={() => props.onStep(-1)} />
      <IconButton label={t("reader.zoomIn")} icon={ZoomIn} onPress={() => props.onStep(1)} />
      <IconButton
        label={props.isDrawn ? t("reader.fitWidth") : t("reader.normalSize")}
        icon={MoveHorizontal}
        aria-pressed={props.zoom === "fit"}
        className={on}
        onPress={() => props.onZoom("fit")}
      />
      {props.trailing}
    </Toolbar>
  );
}

/** The number of the page in view; a number written into it goes there. */
function PageBox({ page, total, onPage }: Pick<PageToolbarProps, "page" | "total" | "onPage">) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <form
      className="flex shrink-0 items-center gap-1.5 pl-1 text-small text-muted tabular-nums"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = Number.parseInt(draft ?? "", 10);
        if (Number.isFinite(wanted)) onPage(Math.min(Math.max(wanted, 1), total));
        setDraft(null);
      }}
    >
      <input
        aria-label={t("reader.pageBox", { total })}
        inputMode="numeric"
        autoComplete="off"
        value={draft ?? String(page)}
        style={{ width: `calc(${Math.max(2, String(total).length)}ch + 1rem)` }}
        className="h-7 rounded-control border border-edge bg-surface text-center text-ink outline-none focus:border-accent focus:ring-1 focus:ring-accent"
        onFocus={(event) => event.target.select()}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          performPressed(event, "field", {
            // Enter sends the form
            confirmField: { isEnabled: false, perform: () => undefined },
            leaveField: { isEnabled: draft !== null, perform: () => setDraft(null) },
          });
        }}
      />
      <span aria-hidden="true" className="whitespace-nowrap">
        {t("reader.ofTotal", { total })}
      </span>
    </form>
  );
}
