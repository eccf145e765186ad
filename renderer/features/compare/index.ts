export { CompareDialog } from "./CompareDialog.tsx";
export { VersionNote } from "./VersionNote.tsx";
