export { LockSwitch } from "./LockSwitch.tsx";
export { UnlockNote } from "./UnlockNote.tsx";
