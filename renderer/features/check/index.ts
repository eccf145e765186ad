export { DocumentPicker } from "./DocumentPicker.tsx";
