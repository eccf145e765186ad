export { FolderField } from "./FolderField.tsx";
