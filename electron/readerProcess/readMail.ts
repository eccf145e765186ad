import path from "node:path";
import type { FileName } from "../contract/fileNames.ts";
import { type Reason, reasonOf } from "../contract/reasons.ts";
import { type Address, type Attachment, decodeWords, type Email } from "postal-mime";
import { AppError } from "../contract/errors.ts";
import { countWords } from "../core/text/words.ts";
import { emitFlowPages, type FlowBlock, flowBlock } from "./flowPages.ts";
import { readHtmlBlocks } from "./htmlBlocks.ts";
import { splitMailbox } from "./mailbox.ts";
import { parseMail } from "./mailText.ts";
import { textBlocks } from "./readText.ts";
import type { ReadFacts, Reading } from "./reading.ts";

/** An e-mail: its subject, who wrote to whom and when, what was written, then the files that came with it. @throws DOCUMENT_DAMAGED */
export async function readMessage(reading: Reading): Promise<ReadFacts> {
  let message: Email;
  try {
    message = await parseMail(reading.bytes);
  } catch (error) {
    throw new AppError("DOCUMENT_DAMAGED", { cause: error });
  }
  const notes = await emitMessage(message, reading);
  return { format: "eml", title: message.subject?.trim() || null, language: null, notes: fewNotes(notes) };
}

/** A mailbox (mbox, RFC 4155): its messages in their order, each on pages of its own. */
export async function readMailbox(reading: Reading): Promise<ReadFacts> {
  const notes: Reason[] = [];
  let number = 0;
  for (const { bytes, end } of splitMailbox(reading.bytes)) {
    number++;
    let message: Email | null = null;
    try {
      message = await parseMail(bytes);
    } catch {
      // The messages after it are read all the same.
      notes.push(reasonOf("MESSAGE_DAMAGED", { number }));
    }
    if (message) notes.push(...(await emitMessage(message, reading)));
    reading.progress(end, reading.bytes.byteLength);
    await reading.breathe();
  }
  return { format: "mbox", title: path.parse(reading.name).name, language: null, notes: fewNotes(notes) };
}

/** What was written in a message, or a page that a browser or Word stored as one (MHTML). */
export async function readBody(bytes: Uint8Array): Promise<FlowBlock[]> {
  return bodyBlocks(await parseMail(bytes));
}

/** @returns what could not be read of the attachments */
async function emitMessage(message: Email, reading: Reading): Promise<Reason[]> {
  emitFlowPages([...headerBlocks(message), ...bodyBlocks(message)], reading);
  const notes: Reason[] = [];
  for (const [index, attachment] of message.attachments.entries()) {
    if (isPartOfBody(attachment)) continue;
    notes.push(...(await reading.inside({ bytes: bytesOf(attachment), ...nameOf(attachment, index) })));
    await reading.breathe();
  }
  return notes;
}

function headerBlocks(message: Email): FlowBlock[] {
  const subject = line(message.subject ?? "");
  const sent = line(decodeWords(message.headers.find(({ key }) => key === "date")?.value ?? ""));
  const fields: [string, string][] = [
    ["From", addresses(message.from ? [message.from] : [])],
    ["To", addresses(message.to)],
    ["Cc", addresses(message.cc)],
    ["Date", sent],
  ];
  // Named as in the file, in the English of the standard: part of the text that quotes point into.
  return [
    ...(subject === "" ? [] : [flowBlock("heading", subject, 1)]),
    ...fields.filter(([, value]) => value !== "").map(([name, value]) => flowBlock("paragraph", `${name}: ${value}`)),
  ];
}

function addresses(list: readonly Address[] | undefined): string {
  return (list ?? [])
    .map((one) => {
      const address = "group" in one && one.group ? addresses(one.group) : (one.address ?? "");
      const name = line(one.name);
      return name === "" || name === address ? address : address === "" ? name : `${name} <${address}>`;
    })
    .filter((one) => one !== "")
    .join(", ");
}

function line(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** The plain form, which quotes a reply visibly; the HTML where there is none, or where the plain one only points to it. */
function bodyBlocks({ text, html }: Email): FlowBlock[] {
  const plain = text?.trim() ?? "";
  if (html === undefined) return plainBlocks(plain);
  const drawn = readHtmlBlocks(html).blocks;
  const words = drawn.reduce((sum, block) => sum + (block === "pageBreak" ? 0 : wordsOf(block.pieces)), 0);
  const isStandIn = words > 40 && countWords(plain) < words / 3;
  return plain === "" || isStandIn ? drawn : plainBlocks(plain);
}

function wordsOf(pieces: readonly { readonly text: string }[]): number {
  return countWords(pieces.map(({ text }) => text).join(""));
}

/** Lines quoted from another message are paragraphs of their own that keep one mark for each level. */
function plainBlocks(text: string): FlowBlock[] {
  const blocks: FlowBlock[] = [];
  let open: string[] = [];
  let level = 0;
  const close = () => {
    const mark = level === 0 ? "" : `${">".repeat(level)} `;
    for (const block of textBlocks(open.join("\n"))) {
      if (block === "pageBreak") continue;
      const [first, ...others] = block.pieces;
      blocks.push(first && mark ? { ...block, pieces: [{ ...first, text: mark + first.text }, ...others] } : block);
    }
    open = [];
  };
  for (const source of text.split(/\r?\n/u)) {
    const marks = /^(?:>[ \t]?)+/u.exec(source)?.[0] ?? "";
    const depth = Math.min(9, marks.replace(/[^>]/gu, "").length);
    if (depth !== level) close();
    level = depth;
    open.push(source.slice(marks.length));
  }
  close();
  return blocks;
}

/** Pictures that the text shows, and signatures that only programs read. */
function isPartOfBody({ mimeType, related, disposition, contentId }: Attachment): boolean {
  if (/^application\/(?:pgp-signature|(?:x-)?pkcs7-signature)$/u.test(mimeType)) return true;
  return mimeType.startsWith("image/") && (related === true || (disposition === "inline" && contentId !== undefined));
}

function bytesOf({ content, mimeType }: Attachment): Uint8Array {
  const bytes = typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
  if (mimeType !== "message/rfc822") return bytes;
  // Some programs leave the separator line of a mailbox before the message.
  const head = Buffer.from(bytes.subarray(0, 1000)).toString("latin1");
  return bytes.subarray(/^(?:\r?\n)*(?:From [^\n]*\n)?/u.exec(head)?.[0].length ?? 0);
}

const extensions: Readonly<Record<string, string>> = {
  "message/rfc822": "eml",
  "text/plain": "txt",
  "text/html": "html",
  "text/csv": "csv",
  "text/calendar": "ics",
  "application/pdf": "pdf",
  "application/rtf": "rtf",
  "text/rtf": "rtf",
};

/** The last part of what the message calls the file, which leads nowhere, and for one without a name what it is instead. */
function nameOf({ filename, mimeType }: Attachment, index: number): { name: string; called?: FileName } {
  const named = line((filename ?? "").split(/[/\\]/u).at(-1) ?? "");
  const extension = extensions[mimeType];
  const dotted = extension === undefined || /\.[A-Za-z0-9]{1,8}$/u.test(named) ? "" : `.${extension}`;
  if (named !== "") return { name: `${named}${dotted}` };
  // By the name alone is told what kind of file it is.
  return { name: `unnamed${dotted}`, called: unnamed(mimeType, index + 1, dotted) };
}

function unnamed(mimeType: string, number: number, extension: string): FileName {
  if (mimeType === "message/rfc822") return { code: "MESSAGE", data: {} };
  return { code: "ATTACHMENT", data: { number, extension } };
}

const shownNotes = 20;

function fewNotes(notes: readonly Reason[]): Reason[] {
  if (notes.length <= shownNotes) return [...notes];
  return [...notes.slice(0, shownNotes), reasonOf("NOTES_LEFT_OUT", { count: notes.length - shownNotes })];
}
