import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { actionDescriptors, actionIds, type ActionScope } from "../../../electron/contract/actions.ts";
import { printedKeysOf } from "../../app/actions/keyboard.ts";
import { Page } from "../../ui/Page.tsx";

/** Under which heading the keys of a scope stand, in this order. */
const groupOf = {
  everywhere: "everywhere",
  palette: "palette",
  chat: "chat",
  composer: "chat",
  document: "document",
  find: "document",
  comparison: "comparison",
  check: "check",
  collection: "collection",
  table: "table",
  library: "library",
  field: "field",
} as const satisfies Record<ActionScope, string>;

/** All keys of the application, from the descriptors of its actions. */
export function ShortcutsView() {
  const { t } = useTranslation();
  const rows = actionIds.flatMap((id) => {
    const keys = printedKeysOf(actionDescriptors[id], t);
    return keys.length === 0 ? [] : [{ id, group: groupOf[actionDescriptors[id].scope], keys }];
  });
  return (
    <Page title={t("shortcuts.title")}>
      {[...new Set(Object.values(groupOf))].map((group) => (
        <section key={group} className="mt-9">
          <h2 className="text-small font-medium text-muted">{t(`shortcuts.groups.${group}`)}</h2>
          <dl className="mt-2 divide-y divide-line border-y border-line">
            {rows
              .filter((row) => row.group === group)
              .map(({ id, keys }) => (
                <div key={id} className="flex items-center justify-between gap-4 py-2">
                  <dt>{t(`actions.${id}`)}</dt>
                  <dd className="flex flex-wrap items-center justify-end gap-1.5">
                    {keys.map((one, index) => (
                      <Fragment key={one}>
                        {index > 0 && <span className="text-small text-faint">{t("keys.or")}</span>}
                        <kbd className="rounded-small border border-line bg-rail px-2 py-0.5 font-sans text-small">
                          {one}
                        </kbd>
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Page>
  );
}
