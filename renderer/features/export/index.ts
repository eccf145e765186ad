export { ExportItems } from "./ExportItems.tsx";
