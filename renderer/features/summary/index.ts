export { CheckNote } from "./CheckNote.tsx";
export { DocumentProblem } from "./DocumentProblem.tsx";
export { OptionsPopover } from "./OptionsPopover.tsx";
export { useOptionWords } from "./optionWords.ts";
export { Cited, PointMarks } from "./PointList.tsx";
export { leftWords } from "./progressSteps.ts";
export { Verdict } from "./Verdict.tsx";
