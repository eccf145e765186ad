import path from "node:path";
import mammoth from "mammoth";
import { describe, expect, it } from "vitest";
import { collectionExportSchema } from "../../../electron/contract/collections.ts";
import { exportFormats, exportTable } from "../../../electron/contract/exports.ts";
import { openArchive } from "../../../electron/readerProcess/zip.ts";
import { exporter } from "../../helpers/exporter.ts";
import type { ToolUse } from "../../../electron/contract/chat.ts";
import { collectionMaterial, conversationMaterial, exportsFolder, summaryMaterial, things } from "./material.ts";

const golden = (name: string): string => path.join(exportsFolder, name);

/** What a person reads in a DOCX: its body and its footnotes, a paragraph a line. */
async function xmlOf(base64: string): Promise<string> {
  const archive = await openArchive(Buffer.from(base64, "base64"), 100);
  const lines = async (name: string, from: string): Promise<string> => {
    const xml = Buffer.from(await archive.read(name)).toString("utf8");
    return `${xml.slice(xml.indexOf(from)).replaceAll("</w:p>", "</w:p>\n")}\n`;
  };
  return (await lines("word/document.xml", "<w:body>")) + (await lines("word/footnotes.xml", '<w:footnote w:id="1"'));
}

async function htmlOf(base64: string): Promise<string> {
  const { value, messages } = await mammoth.convertToHtml({ buffer: Buffer.from(base64, "base64") });
  expect(messages.filter(({ type }) => type === "error")).toEqual([]);
  return value;
}

/** As the exports were before they were made of blocks; a change here is a change of what people have filed. */
describe("what is saved stays as it was", () => {
  it.each([
    ["summary", things.facts],
    ["prose", things.prose],
  ])("a summary (%s)", async (name, summary) => {
    const material = summaryMaterial(summary);
    const markdown = await exporter("summary", "markdown", material);
    expect(markdown.fileName).toBe("Residential lease, 14 Harbour Street, Apartment 3B.md");
    await expect(markdown.data).toMatchFileSnapshot(golden(`${name}.md`));
    const docx = await exporter("summary", "docx", material);
    await expect(await xmlOf(docx.data)).toMatchFileSnapshot(golden(`${name}.docx.xml`));
  });

  it("a summary for programs", async () => {
    const material = summaryMaterial(things.facts);
    await expect((await exporter("summary", "json", material)).data).toMatchFileSnapshot(golden("summary.json"));
  });

  it("a collection", async () => {
    const material = collectionMaterial();
    for (const format of ["markdown", "csv", "json"] as const) {
      const { fileName, data } = await exporter("collection", format, material);
      const { extension } = exportFormats[format];
      expect(fileName).toBe(`Mill all papers.${extension}`);
      await expect(data).toMatchFileSnapshot(golden(`collection.${extension}`));
    }
    const docx = await exporter("collection", "docx", material);
    await expect(await xmlOf(docx.data)).toMatchFileSnapshot(golden("collection.docx.xml"));
    collectionExportSchema.parse(JSON.parse((await exporter("collection", "json", material)).data));
  });

  it("a collection, what leads as a paragraph before the others", async () => {
    const material = collectionMaterial();
    const [first, ...others] = material.summary.points;
    if (!first) throw new Error("No points");
    const points = [{ ...first, role: "lead" as const }, ...others];
    const { data } = await exporter("collection", "markdown", {
      ...material,
      summary: { ...material.summary, points },
    });
    const lines = data.split("\n");
    expect(lines.find((line) => line.includes(first.text))).toMatch(/^The council met/u);
    expect(lines.find((line) => line.includes(others[0]?.text ?? ""))).toMatch(/^- /u);
  });

  it("a conversation", async () => {
    const material = conversationMaterial();
    const { data } = await exporter("conversation", "markdown", material);
    await expect(data).toMatchFileSnapshot(golden("conversation.md"));
    const json = await exporter("conversation", "json", material);
    await expect(json.data).toMatchFileSnapshot(golden("conversation.json"));
  });

  it("a conversation in which tools were called, each in a line at its place", async () => {
    const material = conversationMaterial();
    const use: ToolUse = {
      id: "1",
      serverId: "notes",
      server: "Notes",
      tool: "read_file",
      arguments: '{"path":"secret.txt"}',
      at: 7,
      state: "done",
      offersAlways: false,
      shown: "All of it",
      characters: 9,
    };
    const branch = material.branch.map((message) =>
      message.role === "user"
        ? message
        : {
            ...message,
            text: "I look.\n\nIt is 900 euros. [1]",
            statements: [],
            toolUses: [use, { ...use, id: "2", state: "refused" as const, tool: "write_file" }],
          },
    );
    const { data } = await exporter("conversation", "markdown", { ...material, branch });
    expect(data).toContain(
      [
        "I look.",
        "*Called read\\_file of “Notes”.*",
        "*Asked for write\\_file of “Notes”, which was not allowed.*",
        "It is 900 euros. [^1]",
      ].join("\n\n"),
    );
    expect(data).not.toContain("secret.txt");
  });

  it("a comparison", async () => {
    const { data } = await exporter("comparison", "markdown", things.comparison);
    await expect(data).toMatchFileSnapshot(golden("comparison.md"));
  });
});

describe("a conversation as DOCX", () => {
  it("has the Markdown of its answers as what it means, and its quotes as footnotes", async () => {
    const html = await htmlOf((await exporter("conversation", "docx", conversationMaterial())).data);
    const plain = html.replaceAll(/<sup>.*?<\/sup>/gu, "°").replaceAll(/<a id="[^"]*"><\/a>/gu, "");
    expect(plain).toContain("The rent is <strong>900 euros</strong> a month °.");
    expect(plain).toContain("<li>The lease ends on 31 May 2027 °°</li>");
    expect(plain).toContain("<em>may</em> be kept [9]");
    expect(plain).toContain("<p>1. One</p><p>2. Two</p>");
    expect(plain).toContain("<p>rent = 900</p>");
    expect(plain).toMatch(/<td><p>pays °<\/p><\/td>/u);
    expect(html).toContain(
      "Lease of the mill, page 1: “The tenant pays 900 euros a month to the owner of the old mill.”",
    );
    expect(plain).toContain("<em>This answer was not finished.</em>");
    expect(plain).not.toContain("Another branch?");
  });
});

describe("a comparison", () => {
  it("strikes out what is gone and sets off what is new in DOCX", async () => {
    const html = await htmlOf((await exporter("comparison", "docx", things.comparison)).data);
    expect(html).toContain("The tenant pays <s>900 </s><strong>950 </strong>euros a month");
    expect(html).toContain("<strong>changed and moved</strong> (amount, Lease of the mill)");
    expect(html).toContain("later, p. 1: “The keys are handed over at noon.”");
  });

  it("is a row for each change as CSV, and whole as JSON", async () => {
    const rows = (await exporter("comparison", "csv", things.comparison)).data.trim().split("\r\n");
    expect(rows).toHaveLength(things.comparison.changes.length + 1);
    expect(rows[1]).toMatch(/^changed,yes,amount,amount,Lease of the mill,1,The tenant pays 900 euros/u);
    const json: unknown = JSON.parse((await exporter("comparison", "json", things.comparison)).data);
    expect(json).toMatchObject({ format: "tramontane-comparison", version: 1, changes: things.comparison.changes });
  });
});

it("saves the key facts of a summary as a table whose cells no spreadsheet runs", async () => {
  const material = summaryMaterial(things.facts);
  const [fact] = things.facts.facts;
  if (!fact) throw new Error("no fact");
  const evil = { ...material, facts: async () => [{ ...fact, label: "=1+1" }, ...(await material.facts())] };
  const rows = (await exporter("summary", "csv", evil)).data.split("\r\n");
  expect(rows[0]).toBe("\uFEFFfile,page,kind,value,quote,due");
  expect(rows[1]).toMatch(/^harbour-street-lease\.pdf,1,name,'=1\+1,"This agreement is made/u);
  expect(rows).toHaveLength(things.facts.facts.length + 3);
});

it("offers Markdown and JSON for everything that is read, and Word, or a workbook for what is a table", () => {
  for (const [thing, formats] of Object.entries(exportTable)) {
    if (thing === "costs") continue;
    const document = thing === "answerTable" ? "xlsx" : "docx";
    expect(formats).toEqual(expect.arrayContaining([document, "markdown", "json"]));
  }
});

it("says of quotes that they are of an earlier reading, and of a summary that its document was read before", async () => {
  const material = summaryMaterial(things.facts);
  const [point] = things.facts.points;
  const [citation] = point?.citations ?? [];
  if (!point || !citation) throw new Error("no citation");
  const lost = { ...point, citations: [{ ...citation, lost: true }] };
  const summary = { ...things.facts, points: [lost], sections: [] };
  const document = { ...material.document, reading: { version: 1, problem: null } };
  const { data } = await exporter("summary", "markdown", { ...material, document, summary });
  expect(data).toContain("Of an earlier reading of the document.");
  expect(data.match(/of an earlier reading; not in the document as it is read now/gu)).toHaveLength(1);
  const { summary: reported } = await summaryMaterial(summary).report();
  expect(reported?.points[0]?.citations[0]).toMatchObject({ quote: citation.quote, lost: true });
});
