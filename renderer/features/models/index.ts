export { StarterNote } from "./StarterNote.tsx";
