import { engineOptions } from "../core/ports.ts";
import { createNodeSpawner } from "../host/nodeSpawner.ts";

/**
 * The local server's program. The engine process is started first of all: it loads its libraries meanwhile, which takes it as long
 * as the server takes to load its own.
 */
const spawner = createNodeSpawner();
spawner.startEarly("engine", engineOptions);
try {
  const { serve } = await import("./serve.ts");
  await serve(spawner);
} catch (thrown) {
  const { toAppError } = await import("../contract/errors.ts");
  const { createWords } = await import("../words/words.ts");
  const error = toAppError(thrown);
  const { code, data } = error.toProblem();
  process.stderr.write(`${JSON.stringify({ code, message: createWords().error(error), data })}\n`);
  if (error.code === "INTERNAL") process.stderr.write(`${String(error.cause)}\n`);
  process.exit(1);
}
