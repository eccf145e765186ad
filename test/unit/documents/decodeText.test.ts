import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../electron/readerProcess/decodeText.ts";

const plain = (bytes: Uint8Array) => decodeText(bytes, { html: false });
const fee = "Die Gebühr beträgt fünfzig Euro, fällig im März.";

describe("the encoding of a text", () => {
  it.each([
    ["windows-1252", "Größe: 5"],
    ["windows-1252", "Café, déjà vu."],
    ["windows-1252", "Name;Betrag\nMüller;5,00\n"],
    ["cp850", "Die Gebühr beträgt fünf Euro."],
    ["windows-1250", "Opłata wynosi pięć złotych."],
    ["windows-1251", "Договор"],
    ["koi8-r", "Оплата составляет пять рублей."],
    ["windows-1253", "Η αμοιβή είναι πέντε ευρώ."],
    ["windows-1254", "Ücret beş liradır, ödeme mart ayında."],
    ["windows-1255", "התשלום הוא חמישה שקלים."],
    ["windows-1256", "المبلغ خمسة دنانير فقط."],
    ["shift_jis", "品名,金額\nりんご,500\n"],
    ["euc-jp", "会議は三月五日に東京で開かれます。"],
    ["gb18030", "名称,金额\n苹果,500\n"],
    ["big5", "姓名,金額\n王小明,500\n"],
    ["euc-kr", "이름,금액\n김철수,500\n"],
  ])("is %s for a short text that is", (encoding, text) => {
    expect(plain(iconv.encode(text, encoding))).toBe(text);
  });

  it("is UTF-8 where a byte is bad, or the end is cut off", () => {
    const bytes = Buffer.from(`${fee} Caf_ und Größe: ü`);
    bytes[bytes.indexOf("_")] = 0xe9;
    expect(plain(bytes)).toBe(`${fee} Caf\uFFFD und Größe: ü`);
    expect(plain(bytes.subarray(0, -1))?.startsWith(fee)).toBe(true);
  });

  it("is found where the first letter outside ASCII comes late", () => {
    const late = `${"plain words. ".repeat(6000)}${fee}`;
    expect(plain(Buffer.from(late))).toBe(late);
    expect(plain(iconv.encode(late, "windows-1252"))).toBe(late);
  });

  it.each([
    ['<meta charset="windows-1251"><p>Договор</p>', "windows-1251"],
    ['<?xml version="1.0" encoding="iso-8859-2"?><p>Zażółć gęślą</p>', "iso-8859-2"],
    ['<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>會議</p>', "big5"],
  ])("is the one that %s names", (source, encoding) => {
    expect(decodeText(iconv.encode(source, encoding), { html: true })).toBe(source);
  });

  it("is not the one that is named where the bytes are valid UTF-8", () => {
    const source = `<meta charset="iso-8859-1"><p>${fee}</p>`;
    expect(decodeText(Buffer.from(source), { html: true })).toBe(source);
    expect(decodeText(Buffer.from(fee), { html: false, charset: "us-ascii" })).toBe(fee);
  });

  it("is told by the escapes of ISO-2022", () => {
    expect(plain(Buffer.from("\u001B$B2q5D$OEl5~$G3+$+$l$^$9!#\u001B(B\n", "latin1"))).toBe(
      "会議は東京で開かれます。\n",
    );
    const korean = iconv.encode("회의", "euc-kr").map((byte) => byte & 0x7f);
    expect(plain(Buffer.concat([Buffer.from("\u001B$)C\u000E"), korean, Buffer.from("\u000F at 3")]))).toBe(
      "회의 at 3",
    );
  });

  it.each([
    "会议于三月五日在上海举行。\n与会者同意将预算提高到五万元。",
    "Die Sitzung, 5 €.\nEnde.",
    "Заседание в три часа.\n",
  ])("is UTF-16 without a mark: %s", (text) => {
    expect(plain(Buffer.from(text, "utf16le"))).toBe(text);
    expect(plain(Buffer.from(text, "utf16le").swap16())).toBe(text);
  });

  it("leaves out colours, zeros of a crash and letters struck twice", () => {
    expect(plain(Buffer.from("\u001B[32mINFO\u001B[0m job 1\n\u0000\u0000\u0000\u0000N\bNA\bA"))).toBe(
      "INFO job 1\nNA",
    );
  });

  it("is none for bytes that are no text", () => {
    expect(plain(Buffer.from([1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 1, 1, 0, 9]))).toBeNull();
    expect(plain(Buffer.from([0, 1, 2]))).toBeNull();
    expect(
      plain(Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 73 + (index >> 3)) % 256))),
    ).toBeNull();
  });
});
