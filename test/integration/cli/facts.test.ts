import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { reportSchema } from "../../../electron/contract/summaries.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

it("tells the columns of a table as text for people and as numbers for programs", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "costs.csv");
  await writeFile(file, 'Rent,"1,200.50",2\nFood,(300.25),3\nHeating,90.00-,4\n,810.25,9\n');
  const command = ["summarize", file, "--structure", "facts", "--data-dir", path.join(folder, "data")];

  const { code, stdout } = await runCli([...command, "--json"]);
  expect(code).toBe(0);
  const { summary } = reportSchema.parse(JSON.parse(stdout));
  const column = summary?.facts.find(({ label }) => label === "Column 2");
  expect(column?.value).toBe("numbers, (300.25) to 1,200.50, total 810.25, average 270.08");
  expect(column?.data).toMatchObject({
    type: "numbers",
    column: 2,
    total: 810.25,
    count: 3,
    totals: 1,
    least: -300.25,
  });

  const plain = await runCli(command);
  expect(plain.stdout).toContain("* Column 2: numbers, (300.25) to 1,200.50, total 810.25, average 270.08 [1]");
});
