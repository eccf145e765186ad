/**
 * Writes `resources/licences/tramontane.cdx.json`, the software bill of materials in CycloneDX 1.6, from the lockfile and
 * what is known of the parts that no lockfile names. `npm run package` and `npm run supply` make it anew; the same sources make the same
 * bytes, so that it has neither time nor serial number.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Contrib, Enums, Models, Serialize, SPDX, Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { at, readJson } from "./checkout.mjs";
import { compiledIn, compiledInElsewhere, models, shippedPackages } from "./notices.mjs";

export const sbomFile = at("resources/licences/tramontane.cdx.json");
const version = Spec.Version.v1dot6;
const licences = new Contrib.License.Factories.LicenseFactory((expression) => {
  const terms = expression.replaceAll(/[()]/g, "").split(/ (?:AND|OR|WITH) /);
  if (!terms.every((term) => SPDX.isSupportedSpdxId(term.trim()))) throw new RangeError(expression);
});

/** @throws where what came out is no CycloneDX */
export async function writeSbom() {
  const text = makeSbom();
  const problems = await problemsOf(text);
  if (problems !== null) throw new Error(`The bill of materials is no CycloneDX: ${problems}`);
  writeFileSync(sbomFile, text);
}

/** @returns {Promise<string | null>} what the schema of CycloneDX has against a text; null where it has nothing */
export async function problemsOf(text) {
  const found = await new Validation.JsonStrictValidator(version).validate(text);
  return found === null ? null : JSON.stringify(found);
}

/** The whole bill of materials as JSON; the same on every platform. */
export function makeSbom() {
  const {
    name,
    productName,
    version: ownVersion,
    license,
    description,
    devDependencies,
  } = readJson(at("package.json"));
  const { packages } = readJson(at("package-lock.json"));
  const application = component(Enums.ComponentType.Application, productName, {
    version: ownVersion,
    licence: license,
    description,
    purl: purlOf(name, ownVersion),
  });
  const bom = new Models.Bom();
  bom.metadata.component = application;
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build);

  const shipped = shippedPackages();
  const byKey = new Map(shipped.map((one) => [`${one.name}@${one.version}`, packageComponent(one)]));
  for (const { name, version, needs } of shipped) {
    const its = byKey.get(`${name}@${version}`);
    for (const key of needs) its.dependencies.add(byKey.get(key).bomRef);
  }
  for (const one of shipped) {
    const isDirect = one.folders.includes(`node_modules/${one.name}`) && isAskedFor(one.name);
    if (isDirect) application.dependencies.add(byKey.get(`${one.name}@${one.version}`).bomRef);
  }
  // The program that everything runs in; Chromium and Node are parts of it.
  const electron = packageComponent({
    ...packages["node_modules/electron"],
    name: "electron",
    licence: packages["node_modules/electron"].license,
  });
  electron.type = Enums.ComponentType.Framework;
  application.dependencies.add(electron.bomRef);
  const parts = [...[...compiledIn, ...compiledInElsewhere].map(compiledComponent), ...ownModels().map(modelComponent)];
  for (const part of parts) application.dependencies.add(part.bomRef);
  for (const one of [...byKey.values(), electron, ...parts]) bom.components.add(one);
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 })}\n`;

  function isAskedFor(asked) {
    const { dependencies } = readJson(at("package.json"));
    return asked in dependencies || asked in devDependencies;
  }
}

function packageComponent({ name, version: its, licence, integrity, platform }) {
  return component(Enums.ComponentType.Library, name, {
    version: its,
    licence,
    purl: purlOf(name, its),
    hash: integrity && [Enums.HashAlgorithm["SHA-512"], hexOf(integrity)],
    scope: platform ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required,
  });
}

/** Code that is part of a package's binaries. */
function compiledComponent({ name, within, licence }) {
  const release =
    name === "llama.cpp" ? readJson(at("node_modules/node-llama-cpp/llama/llama.cpp.info.json"))?.tag : undefined;
  return component(Enums.ComponentType.Library, name, {
    version: release,
    licence,
    description: `Compiled into ${within}`,
  });
}

function modelComponent({ name, licence, file, description }) {
  const bytes = readFileSync(at(file));
  return component(Enums.ComponentType.MachineLearningModel, name, {
    licence,
    description,
    hash: [Enums.HashAlgorithm["SHA-256"], createHash("sha256").update(bytes).digest("hex")],
  });
}

/** The two models that come along. */
function ownModels() {
  const { license } = readJson(at("package.json"));
  return [
    {
      name: "Tramontane starter",
      licence: license,
      file: "resources/starter/starter-Q8_0.gguf",
      description: "Made for this application, see resources/starter",
    },
    ...models.map(({ name, licence, change }) => ({
      name,
      licence,
      file: `resources/embedding/${name}-Q8_0.gguf`,
      description: change,
    })),
  ];
}

function component(type, fullName, { version: its, licence, description, purl, hash, scope }) {
  const [group, name] = fullName.startsWith("@") ? fullName.split("/") : [undefined, fullName];
  const made = new Models.Component(type, name, {
    bomRef: purl ?? fullName,
    ...(group && { group }),
    ...(its && { version: its }),
    ...(description && { description }),
    ...(purl && { purl }),
    ...(scope && { scope }),
  });
  made.licenses.add(licences.makeFromString(licence));
  if (hash) made.hashes.set(...hash);
  return made;
}

function purlOf(name, its) {
  return `pkg:npm/${name.replace("@", "%40")}@${its}`;
}

/** A hash of the lockfile (Subresource Integrity) as hexadecimal. */
function hexOf(integrity) {
  const [algorithm, base64] = integrity.split("-");
  if (algorithm !== "sha512") throw new Error(`The lockfile has ${algorithm} where SHA-512 was expected`);
  return Buffer.from(base64, "base64").toString("hex");
}
