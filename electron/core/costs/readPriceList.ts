import { AppError } from "../../contract/errors.ts";
import { type Price, priceListSchema } from "../../contract/costs.ts";

/**
 * A list of prices: JSON as `[{"name", "currency", "read", "cached", "written"}]`, or CSV with these columns in any order, of which
 * `cached` may be missing or empty. Amounts are for a million tokens, with a point before decimals.
 *
 * @throws INVALID_INPUT
 */
export function readPriceList(text: string, format: "json" | "csv"): Price[] {
  const plain = text.replace(/^\uFEFF/u, "");
  const list = format === "json" ? parseJson(plain) : parseCsv(plain);
  const { data, error } = priceListSchema.safeParse(list);
  if (data) return data;
  const [issue] = error.issues;
  throw new AppError("INVALID_INPUT", {
    data: { reason: "PRICES_WRONG", field: issue?.path.join(".") || "prices", problem: issue?.message ?? "" },
    cause: error,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("INVALID_INPUT", { data: { reason: "PRICES_UNREADABLE" }, cause });
  }
}

function parseCsv(text: string): unknown {
  const [head, ...lines] = recordsOf(text);
  const columns = head?.map((name) => name.trim().toLowerCase()) ?? [];
  if (!columns.includes("name")) throw new AppError("INVALID_INPUT", { data: { reason: "PRICES_UNREADABLE" } });
  return lines.map((cells) =>
    Object.fromEntries(
      columns.flatMap((column, place) => {
        const cell = cells[place]?.trim() ?? "";
        if (cell === "") return [];
        return [[column, column === "name" || column === "currency" ? cell : Number(cell)]];
      }),
    ),
  );
}

/** Records of CSV (RFC 4180) that are not empty. */
function recordsOf(text: string): string[][] {
  const separator = (text.split("\n", 1)[0] ?? "").includes(";") ? ";" : ",";
  const records: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  const endCell = (): void => {
    records.at(-1)?.push(cell);
    cell = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += letter;
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell === "") isQuoted = true;
    else if (letter === separator) endCell();
    else if (letter === "\n") {
      endCell();
      records.push([]);
    } else if (letter !== "\r") cell += letter;
  }
  endCell();
  return records.filter((cells) => cells.some((each) => each.trim() !== ""));
}
