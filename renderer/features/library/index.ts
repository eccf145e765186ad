export { engineWords } from "./engineWords.ts";
export { useIntake } from "./intake.ts";
export { useChooseFiles } from "./useChooseFiles.ts";
