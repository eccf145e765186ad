import { type CataloguedModel, downloadOf } from "../contract/catalogue.ts";
import type { DownloadStart } from "../contract/downloads.ts";
import { AppError } from "../contract/errors.ts";
import { readModelReference } from "../contract/modelReference.ts";
import { usage } from "./options.ts";
import type { Session } from "./session.ts";
import { words } from "./words.ts";

export type ModelToGet = Pick<DownloadStart, "repo"> & Partial<DownloadStart>;

/** What of the API tells which model is meant. */
type Asked = Pick<Session["client"], "catalogue">;

/**
 * What is meant by a repository of the hub, with a file or without, or by a model of the list that comes along: its id or a part of its
 * name, with a quantization behind ":" or without. Of one that is too large for this computer the largest file of its repository that
 * is not, where there is one.
 * @param tell is given what a person should know before it is fetched
 * @throws USAGE; INVALID_INPUT where none or several of the list are meant; what `catalogue.describe` throws
 */
export async function modelToGet(
  { catalogue }: Asked,
  text: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<ModelToGet> {
  const reference = readModelReference(text);
  if (reference !== null) return reference;
  const [, name = "", quantization] = /^([^/\\:]+)(?::([^/\\:]+))?$/u.exec(text.trim()) ?? [];
  if (name === "") throw usage({ reason: "MODELS" });
  const model = theOne((await catalogue.list()).models, name);
  const listed = downloadOf(model);
  if (quantization !== undefined) return { ...listed, file: quantization, sha256: null };
  if (model.here.fit.verdict !== "tooLarge") return listed;
  const { repo, revision } = listed;
  const described = await catalogue.describe({ repo, ...(revision === undefined ? {} : { revision }) }, { signal });
  const able = described.models.filter(({ kind, here }) => kind === "model" && here.fit.verdict !== "tooLarge");
  const largest = able.at(-1);
  tell(words.reason(model.here.fit.reason));
  if (!largest) return listed;
  tell(words.t("cli:download.instead", { name: largest.file }));
  return { repo, revision: described.commit, file: largest.file, sha256: largest.files[0]?.sha256 ?? null };
}

/** By its id or whole name, else the only one whose id and name hold all the words. @throws INVALID_INPUT */
function theOne(models: readonly CataloguedModel[], wanted: string): CataloguedModel {
  const name = wanted.toLowerCase();
  const whole = models.filter((model) => model.id === name || model.name.toLowerCase() === name);
  const parts = name.split(/[\s_-]+/u);
  const meant = models.filter((model) =>
    parts.every((part) => `${model.id} ${model.name}`.toLowerCase().includes(part)),
  );
  const [only, ...more] = whole.length > 0 ? whole : meant;
  if (only && more.length === 0) return only;
  const allowed = (only ? [only, ...more] : models).map(({ id }) => id);
  throw new AppError("INVALID_INPUT", {
    data: { reason: only ? "WHICH_LISTED" : "NOT_LISTED", name: wanted, allowed },
  });
}
