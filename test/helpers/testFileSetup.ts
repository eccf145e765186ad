import { startTestFile } from "./directTextWorker.ts";

startTestFile();
