import PostalMime, { type Email } from "postal-mime";
import { decodeText } from "./decodeText.ts";

/** A leaf of a message as postal-mime has it before it joins the texts: not declared, but where alone their bytes are at hand. */
interface MailPart {
  content: ArrayBuffer | null;
  readonly contentType: { readonly parsed: { readonly value: string; readonly params: Record<string, string> } };
  readonly contentDisposition: { readonly parsed: { value: string; readonly params: Record<string, string> } };
}

interface Collecting {
  collectNode(part: MailPart, alternative: unknown, related: boolean): Promise<void>;
}

/**
 * Parses a message (RFC 5322, MIME). Its texts are decoded by their bytes first and by the encoding it names second; a text file that is
 * shown within the message is an attachment, as are messages inside it.
 */
export async function parseMail(bytes: Uint8Array): Promise<Email> {
  const parser = new PostalMime({ forceRfc822Attachments: true, maxNestingDepth: 64 });
  const collecting = parser as unknown as Collecting;
  const collect = collecting.collectNode.bind(parser);
  let hasText = false;
  collecting.collectNode = async (part, alternative, related) => {
    const { parsed } = part.contentType;
    if (part.content && /^text\/(?:plain|html)$/u.test(parsed.value)) {
      const file = part.contentDisposition.parsed;
      if (hasText && alternative === false && file.params["filename"] !== undefined) file.value = "attachment";
      decodePart(part);
      hasText ||= file.value !== "attachment";
    }
    await collect(part, alternative, related);
  };
  return parser.parse(withReadableHead(bytes));
}

/** Makes the text of a part UTF-8, its lines as long as their author wrote them. */
function decodePart(part: MailPart): void {
  const { value, params } = part.contentType.parsed;
  const text = decodeText(new Uint8Array(part.content ?? []), {
    html: value === "text/html",
    charset: params["charset"] ?? null,
  });
  if (text === null) return;
  const isFlowed = params["format"]?.toLowerCase() === "flowed";
  const shown = isFlowed ? withoutSoftBreaks(text, params["delsp"]?.toLowerCase() === "yes") : text;
  params["charset"] = "utf-8";
  delete params["format"];
  part.content = new Uint8Array(Buffer.from(shown)).buffer;
}

/** Lines that end in a space go on in the next one of the same depth of quoting (RFC 3676). */
function withoutSoftBreaks(text: string, deleteSpace: boolean): string {
  const lines: { readonly depth: number; text: string; goesOn: boolean }[] = [];
  for (const line of text.split("\n")) {
    const depth = /^>*/u.exec(line)?.[0].length ?? 0;
    const rest = line.slice(depth).replace(/^ /u, "");
    const goesOn = rest.endsWith(" ") && rest !== "-- ";
    const shown = goesOn && deleteSpace ? rest.slice(0, -1) : rest;
    const last = lines.at(-1);
    if (last?.goesOn === true && last.depth === depth) {
      last.text += shown;
      last.goesOn = goesOn;
    } else lines.push({ depth, text: shown, goesOn });
  }
  return lines.map(({ depth, text: line }) => (depth === 0 ? line : `${">".repeat(depth)} ${line}`)).join("\n");
}

/** The message with its own header fields in UTF-8, encoded words joined before they are decoded: some are cut inside a character. */
function withReadableHead(bytes: Uint8Array): Uint8Array {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ends = [source.indexOf("\r\n\r\n"), source.indexOf("\n\n")].filter((at) => at >= 0);
  const end = Math.min(...ends, source.length);
  const head = source.subarray(0, end);
  const charset = /^content-type:[^\n]*(?:\n[ \t][^\n]*)*?\bcharset\s*=\s*"?([\w.:-]+)/imu.exec(
    head.toString("latin1"),
  )?.[1];
  const text = decodeText(head, { html: false, charset: charset ?? null });
  if (text === null) return bytes;
  return Buffer.concat([Buffer.from(text.replace(encodedWords, joinWords)), source.subarray(end)]);
}

const encodedWord = String.raw`=\?[^?\s]+\?[QqBb]\?[^?]*\?=`;
const encodedWords = new RegExp(String.raw`${encodedWord}(?:\s+${encodedWord})*`, "gu");

/** RFC 2047, of words whose bytes are one text. */
function joinWords(words: string): string {
  const parts: { charset: string; bytes: Buffer }[] = [];
  for (const [, charset = "", how = "", text = ""] of words.matchAll(/=\?([^?\s*]+)[^?\s]*\?([QqBb])\?([^?]*)\?=/gu)) {
    const bytes = how.toUpperCase() === "B" ? Buffer.from(text, "base64") : unquoted(text);
    const last = parts.at(-1);
    if (last?.charset === charset.toLowerCase()) last.bytes = Buffer.concat([last.bytes, bytes]);
    else parts.push({ charset: charset.toLowerCase(), bytes });
  }
  const decoded = parts.map(({ charset, bytes }) => decodeText(bytes, { html: false, charset }));
  if (decoded.some((text) => text === null)) return words;
  return `=?utf-8?B?${Buffer.from(decoded.join("")).toString("base64")}?=`;
}

function unquoted(text: string): Buffer {
  const plain = text
    .replace(/[_\s]/gu, " ")
    .replace(/=([\dA-F]{2})/giu, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(plain, "latin1");
}
