export { Proposal } from "./Proposal.tsx";
export { StarterNote } from "./StarterNote.tsx";
