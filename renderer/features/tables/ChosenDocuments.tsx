import { useTranslation } from "react-i18next";
import { useDocuments } from "../../lib/queries.ts";
import { Chip } from "../../ui/Chip.tsx";

/** Documents shown by name before their number alone is told. */
const mostNamed = 8;

/** The documents that were chosen, each to be left out again. */
export function ChosenDocuments({
  ids,
  onChange,
}: {
  ids: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const documents = useDocuments().data;
  const titles = new Map((documents ?? []).map(({ id, title }) => [id, title]));
  return (
    <>
      {ids.slice(0, mostNamed).map((id) => (
        <Chip
          key={id}
          onRemove={() => onChange(ids.filter((each) => each !== id))}
          removeLabel={t("check.leaveOut", { title: titles.get(id) ?? "" })}
        >
          {titles.get(id) ?? ""}
        </Chip>
      ))}
      {ids.length > mostNamed ? (
        <Chip onRemove={() => onChange([])} removeLabel={t("check.leaveOutAll")}>
          {t("check.moreDocuments", { number: ids.length - mostNamed })}
        </Chip>
      ) : null}
    </>
  );
}
