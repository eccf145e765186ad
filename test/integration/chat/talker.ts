import { startApplication } from "./application.ts";

/** Asks a question in the library of the folder and says what is shown, and when some of it is saved, until it is killed. */

const app = startApplication(process.argv[2] ?? "");
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const { id } = app.chat.create({ documentIds: [], title: "" });
const question = "Write for a long time about the wind.";
const { replyId, jobId } = await app.chat.send({ conversationId: id, parentId: null, text: question, modelId: null });
say({ replyId });
for await (const event of app.jobs.attach(jobId)) {
  if (event.type !== "delta") continue;
  say({ text: event.text });
  if (app.store.messages.get(replyId)?.text) say({ saved: true });
}
await app.dispose();
