import { describe, expect, it } from "vitest";
import type { CheckedClaim } from "../../../electron/contract/check.ts";
import { printedLabel } from "../../../electron/contract/pageLabels.ts";
import type { CheckMaterial } from "../../../electron/core/export/check.ts";
import { exporter } from "../../helpers/exporter.ts";

const lease = { id: "a".repeat(64), name: "lease.pdf", title: "Lease", pages: 4 };
const letter = { id: "b".repeat(64), name: "letter.txt", title: "Letter", pages: 1 };

const text = `Dear tenant,

The rent is 900 euros. The deposit
is 300 euros.

- It may rise.
Yours, the owner
`;

function claimOf(said: string, rest: Partial<CheckedClaim>): CheckedClaim {
  const start = text.indexOf(said);
  return {
    index: 0,
    claim: said.replaceAll(/\s+/gu, " "),
    start,
    end: start + said.length,
    support: "verified",
    by: "code",
    findings: [],
    citations: [],
    contradictions: [],
    ...rest,
  };
}

const quoteOf = (document: typeof lease, page: number, quote: string) => ({
  documentId: document.id,
  page,
  start: 0,
  end: quote.length,
  quote,
});

const material: CheckMaterial = {
  documentIds: [lease.id, letter.id],
  documents: [lease, letter],
  text,
  labelOf: ({ documentId, page }) => (documentId === lease.id && page === 2 ? printedLabel("ii") : null),
  claims: [
    claimOf("The rent is 900 euros.", {
      citations: [quoteOf(lease, 2, "The rent\nis 900 euros.")],
      contradictions: [
        {
          findings: [{ code: "NUMBER_DIFFERS", data: { text: "900", other: "950" } }],
          citations: [quoteOf(letter, 1, "The rent is 950 euros.")],
        },
      ],
    }),
    claimOf("The deposit\nis 300 euros.", {
      support: "contradicted",
      by: null,
      findings: [{ code: "NUMBER_DIFFERS", data: { text: "300", other: "600" } }],
      citations: [quoteOf(lease, 3, "A deposit of 600 euros is due.")],
    }),
    claimOf("It may rise.", { by: "model", citations: [quoteOf(lease, 3, "An increase is possible.")] }),
  ],
};

describe("a text that was checked", () => {
  it("is saved as it was given, its quotes as notes, with what is to be known of each sentence", async () => {
    const { fileName, data } = await exporter("check", "markdown", material);
    expect(fileName).toBe("A text checked against “Lease” and one more document.md");
    expect(data).toBe(`# A text checked against “Lease” and one more document

- lease.pdf, 4 pages
- letter.txt, 1 page

3 sentences: 2 verified, 1 contradicted.

## The text

Dear tenant,

The rent is 900 euros.[^1][^2] The deposit is 300 euros.[^3] *(contradicted: It says “300”, its quotes say “600”.)*

- It may rise.[^4] *(verified by the model)*  
Yours, the owner

## What the documents contradict

1. **The rent is 900 euros.**
   It says “900”, its quotes say “950”.
   - letter.txt, p. 1: “The rent is 950 euros.”

2. **The deposit is 300 euros.**
   It says “300”, its quotes say “600”.
   - lease.pdf, p. 3: “A deposit of 600 euros is due.”

[^1]: lease.pdf, p. ii: “The rent is 900 euros.”
[^2]: Says otherwise: letter.txt, p. 1: “The rent is 950 euros.”
[^3]: lease.pdf, p. 3: “A deposit of 600 euros is due.”
[^4]: lease.pdf, p. 3: “An increase is possible.”
`);
  });

  it("is a Word document with footnotes", async () => {
    const { fileName, encoding, data } = await exporter("check", "docx", material);
    expect([fileName, encoding]).toEqual(["A text checked against “Lease” and one more document.docx", "base64"]);
    expect(Buffer.from(data, "base64").subarray(0, 2).toString()).toBe("PK");
  });

  it("is saved whole for programs, with its findings in words beside their codes", async () => {
    const { fileName, data } = await exporter("check", "json", material);
    expect(fileName).toMatch(/\.json$/u);
    const { format, version, documents, claims } = JSON.parse(data) as {
      format: string;
      version: number;
      documents: { name: string }[];
      claims: { support: string; findings: { code: string }[] }[];
    };
    expect([format, version, documents.map(({ name }) => name)]).toEqual([
      "tramontane-check",
      1,
      ["lease.pdf", "letter.txt"],
    ]);
    expect(claims.map(({ support, findings }) => [support, findings.map(({ code }) => code)])).toEqual([
      ["verified", []],
      ["contradicted", ["NUMBER_DIFFERS"]],
      ["verified", []],
    ]);
    expect(data).toContain("It says “300”, its quotes say “600”.");
  });

  it("names one document by its title, and of very many the first", async () => {
    const one = await exporter("check", "markdown", { ...material, documents: [lease], claims: [] });
    expect(one.data).toContain("# A text checked against “Lease”\n");
    expect(one.data).not.toContain("What the documents contradict");
    const documents = Array.from({ length: 23 }, (_, index) => ({ ...letter, name: `${String(index)}.txt` }));
    const many = await exporter("check", "markdown", { ...material, documents, claims: [] });
    expect(many.data).toContain("- 19.txt, 1 page\n- and 3 more\n");
  });
});
