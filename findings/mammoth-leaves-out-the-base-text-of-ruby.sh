#!/usr/bin/env bash
# mammoth 1.13.0 (BSD-2-Clause), Word documents to HTML and text.
#
# Expected: a word with a reading above it (w:ruby, ECMA-376 part 1, 17.3.3.25; Word writes it for every phonetic guide of Japanese and
# Chinese text) keeps its base text (w:rubyBase), which is part of the sentence.
# Seen: the base text is gone from HTML and from raw text, and the sentence reads as if the word had never stood there. Only a message of
# the type "warning" names the element.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent mammoth@1.13.0 jszip@3.10.1
cat >ask.mjs <<'SCRIPT'
import JSZip from "jszip";
import mammoth from "mammoth";

const run = (text) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const ruby = `<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/></w:rubyPr><w:rt>${run("とうきょう")}</w:rt><w:rubyBase>${run("東京")}</w:rubyBase></w:ruby></w:r>`;
const zip = new JSZip();
zip.file("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`);
zip.file("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`);
zip.file("word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>${run("会議は")}${ruby}${run("で開かれた。")}</w:p></w:body></w:document>`);
const buffer = await zip.generateAsync({ type: "nodebuffer" });
const { value: text } = await mammoth.extractRawText({ buffer });
const { value: html, messages } = await mammoth.convertToHtml({ buffer });
console.log(JSON.stringify({ text: text.trim(), html, messages: messages.map(({ type, message }) => `${type}: ${message}`) }));
if (text.includes("東京") || html.includes("東京") || text.trim() !== "会議はで開かれた。") {
  console.error("The behaviour has changed.");
  process.exit(1);
}
SCRIPT
node ask.mjs
# Output, with Node 24:
#   {"text":"会議はで開かれた。","html":"<p>会議はで開かれた。</p>","messages":["warning: An unrecognised element was ignored: w:ruby"]}
