import { dropFiles, rail, railLink, t } from "./actions.ts";
import { expect, test } from "./fixtures.ts";

const patience = { timeout: 60_000 };
const lease = (rent: string, month: string) =>
  `The tenant pays ${rent} euros on the first day of each month to the owner of the mill.\n\nThe owner repairs the roof and the wheel of the mill.\n\nEither side may end this lease by the end of ${month} with a letter to the other.\n\nThe tenant must not let the mill to anybody else.\n`;

test("two versions are told to be such and compared, changes of meaning first, each with its place in both", async ({
  open,
}) => {
  const page = await open();
  await dropFiles(page, [{ name: "lease.txt", content: lease("900", "June") }]);
  await expect(railLink(page, "lease")).toBeVisible(patience);
  // On the page, which is always shown: the digest is folded where the summary is there before it.
  const paper = page.getByRole("region", { name: t("reader.pageNumber", { page: 1 }), exact: true });
  await expect(paper.getByText("900 euros")).toBeVisible(patience);
  await dropFiles(page, [{ name: "lease.txt", content: lease("1,250", "July") }]);
  await expect(paper.getByText("1,250 euros")).toBeVisible(patience);
  await page.getByRole("button", { name: t("compare.compare"), exact: true }).click();
  const changes = page.getByRole("region", { name: t("compare.list") });
  await expect(changes).toContainText("1,250", patience);
  await expect(changes).toContainText("900");
  await expect(changes).toContainText("July");
  await expect(changes).not.toContainText("repairs the roof");
  await expect(rail(page)).toBeVisible();
});
