#!/usr/bin/env bash
# @orama/stemmers 3.1.18 (Apache-2.0), the stemmers of the Orama search engine, English.
#
# Expected: "rejection" and "rejected" have one stem, as by Porter (1980) and by Snowball's English (Porter2): both take "ion" off a
# stem that ends in "s" or "t", so that a search for the one finds the other.
# Seen: the English stemmer takes "tion" off: "rejection" becomes "rejec" and "rejected" "reject", and likewise connection, protection,
# election, infection. A text with the noun is not found by its verb. Two other packages on the same words give one stem each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @orama/stemmers@3.1.18 wink-porter2-stemmer@2.0.1 stemmer@2.0.1
cat >ask.mjs <<'SCRIPT'
import { stemmer as orama } from "@orama/stemmers/english";
import porter2 from "wink-porter2-stemmer";
import { stemmer as porter } from "stemmer";

const pairs = ["reject", "connect", "protect", "elect", "infect"].map((verb) => [`${verb}ion`, `${verb}ed`]);
const shares = (stem) => pairs.filter(([noun, participle]) => stem(noun) === stem(participle)).length;
for (const [noun, participle] of pairs) {
  console.log(`${noun} / ${participle}: orama ${orama(noun)} / ${orama(participle)}, Porter2 ${porter2(noun)}, Porter ${porter(noun)}`);
}
const seen = { orama: shares(orama), porter2: shares(porter2), porter: shares(porter) };
console.log(JSON.stringify(seen));
if (seen.orama !== 0 || seen.porter2 !== pairs.length || seen.porter !== pairs.length) {
  console.error("The behaviour has changed.");
  process.exit(1);
}
SCRIPT
node ask.mjs
# Output, with Node 24:
#   rejection / rejected: orama rejec / reject, Porter2 reject, Porter reject
#   connection / connected: orama connec / connect, Porter2 connect, Porter connect
#   protection / protected: orama protec / protect, Porter2 protect, Porter protect
#   election / elected: orama elec / elect, Porter2 elect, Porter elect
#   infection / infected: orama infec / infect, Porter2 infect, Porter infect
#   {"orama":0,"porter2":5,"porter":5}
