import { Columns3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Column } from "../../../electron/contract/answerTables.ts";
import { Menu, MenuItem } from "../../ui/Menu.tsx";
import { HeaderButton } from "./HeaderButton.tsx";

/** Which columns are shown; those that are hidden are counted on its button. */
export function ColumnsMenu({
  columns,
  isShort,
  onHidden,
}: {
  readonly columns: readonly Column[];
  readonly isShort: boolean;
  onHidden(ids: ReadonlySet<string>): void;
}) {
  const { t } = useTranslation();
  const hidden = columns.filter((column) => column.hidden);
  return (
    <Menu
      aria-label={t("tables.columns.title")}
      selectionMode="multiple"
      selectedKeys={columns.filter((column) => !column.hidden).map(({ id }) => id)}
      onSelectionChange={(selection) => {
        const shown = selection === "all" ? new Set(columns.map(({ id }) => id)) : new Set([...selection].map(String));
        onHidden(new Set(columns.flatMap(({ id }) => (shown.has(id) ? [] : [id]))));
      }}
      trigger={
        <HeaderButton
          icon={Columns3}
          label={hidden.length > 0 ? t("tables.columns.hidden", { count: hidden.length }) : t("tables.columns.title")}
          isShort={isShort}
        />
      }
    >
      {columns.map(({ id, name }) => (
        <MenuItem key={id} id={id}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}
