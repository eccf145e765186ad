/**
 * `node scripts/artwork.mjs`: draws the icons from `resources/icons/icon.svg` and prints the sample documents from
 * `resources/samples/source/*.html`, with the Chromium of the tests. The results are checked in; run it after a change.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { at, say } from "./checkout.mjs";
import { findChromium } from "./chromium.mjs";

const found = await findChromium();
if (!found) throw new Error("No Chromium was found");
const browser = await chromium.launch({ executablePath: found.executable });
const page = await browser.newPage();
await drawIcons();
await printSamples();
await browser.close();

async function drawIcons() {
  const svg = readFileSync(at("resources/icons/icon.svg"), "utf8");
  const drawn = new Map();
  mkdirSync(at("resources/icons/linux"), { recursive: true });
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    const png = await page.screenshot({ omitBackground: true, type: "png" });
    drawn.set(size, png);
    if (size <= 512) writeFileSync(at(`resources/icons/linux/${size}x${size}.png`), png);
  }
  writeFileSync(at("resources/icons/icon.png"), drawn.get(512));
  writeFileSync(
    at("resources/icons/icon.ico"),
    ico([16, 24, 32, 48, 64, 128, 256].map((size) => [size, drawn.get(size)])),
  );
  writeFileSync(at("resources/icons/icon.icns"), icns(drawn));
  say("Drew resources/icons");
}

async function printSamples() {
  for (const name of readdirSync(at("resources/samples/source")).filter((file) => file.endsWith(".html"))) {
    await page.goto(pathToFileURL(at(`resources/samples/source/${name}`)).href);
    const pdf = await page.pdf({
      format: "A4",
      margin: { top: "22mm", bottom: "22mm", left: "25mm", right: "25mm" },
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate:
        '<div style="width:100%;text-align:center;font:9px serif;color:#555">Page <span class="pageNumber"></span> of <span class="totalPages"></span></div>',
      tagged: true,
      outline: true,
    });
    const target = `resources/samples/${name.replace(/\.html$/, ".pdf")}`;
    writeFileSync(at(target), pdf);
    say(`Printed ${target}`);
  }
}

/** Windows icon: a directory of pictures, each a whole PNG. A size of 256 is written as 0. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(([size, png], index) => {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(([, png]) => png)]);
}

/** Apple icon: chunks of type, length (head included) and PNG. */
function icns(drawn) {
  const types = {
    icp4: 16,
    icp5: 32,
    icp6: 64,
    ic07: 128,
    ic08: 256,
    ic09: 512,
    ic10: 1024,
    ic11: 32,
    ic12: 64,
    ic13: 256,
    ic14: 512,
  };
  const chunks = Object.entries(types).map(([type, size]) => chunk(type, drawn.get(size)));
  return chunk("icns", Buffer.concat(chunks));
}

function chunk(type, content) {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}
