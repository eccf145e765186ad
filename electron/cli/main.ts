import { usualReader } from "../api/usualReader.ts";
import { keepCompiled } from "../host/compileCache.ts";
import { createNodeSpawner } from "../host/nodeSpawner.ts";

/**
 * The program of the command line. Where nothing but a file is read, the reader process is started first of all: it loads its parsers
 * while this one loads what it needs.
 */
const args = process.argv.slice(2);
keepCompiled(args);
const spawner = createNodeSpawner();
if (args[0] === "read" || args[0] === "compare") spawner.startEarly("reader", usualReader());
try {
  const { run } = await import("./run.ts");
  await run(args, spawner);
} finally {
  spawner.endEarly();
}
