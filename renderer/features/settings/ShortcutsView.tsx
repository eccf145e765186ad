import { useTranslation } from "react-i18next";
import { keysOf } from "../../app/commands.ts";
import { Page } from "../../ui/Page.tsx";

const groups = [
  {
    title: "shortcuts.general",
    keys: [
      ["shortcuts.palette", "Mod+K"],
      ["shortcuts.newChat", "Mod+Shift+O"],
      ["shortcuts.addFiles", "Mod+O"],
      ["shortcuts.toggleRail", "Mod+B"],
      ["shortcuts.settings", "Mod+,"],
      ["shortcuts.this", "Mod+/"],
    ],
  },
  {
    title: "shortcuts.chat",
    keys: [
      ["shortcuts.focusComposer", "/"],
      ["shortcuts.send", "Enter"],
      ["shortcuts.newLine", "Shift+Enter"],
      ["shortcuts.stop", "Esc"],
    ],
  },
  {
    title: "summary.keys.title",
    keys: [
      ["summary.keys.points", "J K"],
      ["summary.keys.open", "Enter"],
      ["summary.keys.citations", "[ ]"],
      ["summary.keys.search", "/"],
    ],
  },
  {
    title: "compare.keys.title",
    keys: [
      ["compare.keys.changes", "J K"],
      ["compare.keys.open", "Enter"],
      ["compare.keys.back", "Esc"],
    ],
  },
  {
    title: "shortcuts.library",
    keys: [
      ["shortcuts.move", "↑ ↓"],
      ["shortcuts.open", "Enter"],
      ["shortcuts.rename", "F2"],
      ["shortcuts.remove", "Delete"],
    ],
  },
] as const;

export function ShortcutsView() {
  const { t } = useTranslation();
  return (
    <Page title={t("shortcuts.title")}>
      {groups.map(({ title, keys }) => (
        <section key={title} className="mt-9">
          <h2 className="text-small font-medium text-muted">{t(title)}</h2>
          <dl className="mt-2 divide-y divide-line border-y border-line">
            {keys.map(([name, shortcut]) => (
              <div key={name} className="flex items-center justify-between gap-4 py-2.5">
                <dt>{t(name)}</dt>
                <dd>
                  <kbd className="rounded-small border border-line bg-rail px-2 py-0.5 font-sans text-small">
                    {keysOf(shortcut)}
                  </kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Page>
  );
}
