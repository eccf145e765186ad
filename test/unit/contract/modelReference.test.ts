import { expect, it } from "vitest";
import { readModelReference } from "../../../electron/contract/modelReference.ts";

const repo = "mistralai/Ministral-3-3B-Instruct-2512-GGUF";
const file = "Ministral-3-3B-Instruct-2512-Q4_K_M.gguf";

it.each([
  [repo, "main", null],
  [`hf:${repo}`, "main", null],
  [`hf.co/${repo}:Q4_K_M`, "main", "Q4_K_M"],
  [`https://hf.co/${repo}:Q4_K_M`, "main", "Q4_K_M"],
  [`https://huggingface.co/${repo}`, "main", null],
  [`  <https://huggingface.co/${repo}/>  `, "main", null],
  [`https://huggingface.co/${repo}/tree/main`, "main", null],
  [`https://huggingface.co/${repo}/blob/main/${file}`, "main", file],
  [`https://huggingface.co/${repo}/resolve/abc123/${file}?download=true`, "abc123", file],
  [`https://huggingface.co/${repo}/resolve/main/Q4%5FK/a%20b.gguf`, "main", "Q4_K/a b.gguf"],
  [`http://127.0.0.1:8080/${repo}/blob/main/${file}`, "main", file],
  [`${repo}:${file}`, "main", file],
  [`${repo}:Q8_0/${file}`, "main", `Q8_0/${file}`],
  [`${repo}/${file}`, "main", file],
  [`hf:${repo}/${file}`, "main", file],
  [`${repo}@v1.0:Q8_0`, "v1.0", "Q8_0"],
])("reads %s", (text, revision, named) => {
  expect(readModelReference(text)).toEqual({ repo, revision, file: named });
});

it.each([
  "",
  "mistral",
  "a/b/c/d",
  "../../etc",
  "owner/..",
  `${repo}:../../etc/passwd`,
  "https://example.org/",
  "C:\\\\models\\\\a.gguf",
  "/home/me/a.gguf",
])("takes %s for none", (text) => {
  expect(readModelReference(text)).toBeNull();
});
