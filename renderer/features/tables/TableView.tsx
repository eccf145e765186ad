import { useTranslation } from "react-i18next";
import { callError } from "../../lib/client.ts";
import { useTable } from "../../lib/queries.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TableRoom } from "./TableRoom.tsx";

/** An answer table: one row a document, one column a question. */
export function TableView({ id }: { id: string }) {
  const { t } = useTranslation();
  const table = useTable(id);
  if (table.data) return <TableRoom table={table.data} />;
  if (table.error) {
    return (
      <div className="mx-auto max-w-2xl p-8">
        <ProblemNote
          problem={callError(table.error).toProblem()}
          actions={
            <Button size="small" onPress={() => void table.refetch()}>
              {t("common.retry")}
            </Button>
          }
        />
      </div>
    );
  }
  return <ProgressLine label={t("common.loading")} value={null} />;
}
