export { VaultField } from "./VaultField.tsx";
export { VaultGate } from "./VaultGate.tsx";
