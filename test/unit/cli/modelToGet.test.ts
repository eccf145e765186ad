import { expect, it } from "vitest";
import { modelToGet } from "../../../electron/cli/modelToGet.ts";
import type { CataloguedModel, DescribedRepository, Here } from "../../../electron/contract/catalogue.ts";
import { readCatalogue } from "../../../electron/core/catalogue/readCatalogue.ts";

const [hash, commit] = ["a".repeat(64), "c".repeat(40)];

function here(verdict: Here["fit"]["verdict"]): Here {
  const fit = { verdict, reason: { code: "FITS" }, contextSize: 4096 } as unknown as Here["fit"];
  return { fit, bytes: 1, tokensPerSecond: null, reportSeconds: null, basis: "assumed", tried: null, modelId: null };
}

const [first] = readCatalogue({ resources: "resources" });
const listed = (id: string, name: string, verdict: Here["fit"]["verdict"] = "fits"): CataloguedModel => ({
  ...(first as CataloguedModel),
  id,
  name,
  repo: `tests/${id}`,
  files: [{ name: `${id}-Q4_K_M.gguf`, bytes: 1, sha256: hash }],
  here: here(verdict),
});
const models = [
  listed("mill-3-3b", "Mill 3 3B"),
  listed("mill-3-8b", "Mill 3 8B"),
  listed("mill-large", "Mill Large", "tooLarge"),
];

async function get(text: string, files: readonly (readonly [string, Here["fit"]["verdict"]])[] = []) {
  const told: string[] = [];
  const described = {
    commit,
    models: files.map(([file, verdict]) => ({
      file,
      kind: "model",
      files: [{ path: file, bytes: 1, sha256: null }],
      here: here(verdict),
    })),
  } as unknown as DescribedRepository;
  const catalogue = {
    list: () => Promise.resolve({ models, proposal: null }),
    describe: () => Promise.resolve(described),
  } as unknown as Parameters<typeof modelToGet>[0]["catalogue"];
  return {
    ...(await modelToGet({ catalogue }, text, (line) => void told.push(line), new AbortController().signal)),
    told,
  };
}

it.each(["mill-3-3b", "MILL-3-3B", "Mill 3 3B", "3b"])(
  "is the model of the list that is called %s, as on its card",
  async (text) => {
    expect(await get(text)).toEqual({ repo: "tests/mill-3-3b", file: "mill-3-3b-Q4_K_M.gguf", sha256: hash, told: [] });
  },
);

it("is another quantization of it", async () => {
  expect(await get("mill-3-8b:Q8_0")).toMatchObject({ repo: "tests/mill-3-8b", file: "Q8_0", sha256: null });
});

it("is a repository of the hub", async () => {
  expect(await get("hf:owner/Tiny-GGUF:Q8_0")).toMatchObject({ repo: "owner/Tiny-GGUF", file: "Q8_0" });
});

it("is told with the list where several or none are called so", async () => {
  const several = {
    code: "INVALID_INPUT",
    data: { reason: "WHICH_LISTED", name: "mill 3", allowed: ["mill-3-3b", "mill-3-8b"] },
  };
  await expect(get("mill 3")).rejects.toMatchObject(several);
  const none = { code: "INVALID_INPUT", data: { reason: "NOT_LISTED", allowed: models.map(({ id }) => id) } };
  await expect(get("water")).rejects.toMatchObject(none);
  for (const text of ["", ":Q8_0", "/tmp/tiny.gguf"]) await expect(get(text)).rejects.toMatchObject({ code: "USAGE" });
});

it("is the largest file that is not too large here, where that of the list is, and says so", async () => {
  const files = [
    ["Q2.gguf", "fits"],
    ["Q3.gguf", "tight"],
    ["Q4.gguf", "tooLarge"],
  ] as const;
  const smaller = await get("mill-large", files);
  expect(smaller).toMatchObject({ repo: "tests/mill-large", revision: commit, file: "Q3.gguf", sha256: null });
  expect(smaller.told.at(-1)).toContain("Q3.gguf");
  expect(await get("mill-large", [["Q4.gguf", "tooLarge"]])).toMatchObject({
    file: "mill-large-Q4_K_M.gguf",
    sha256: hash,
  });
});
