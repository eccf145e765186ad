export { EndpointChip, EndpointChips } from "./EndpointChip.tsx";
export { KeyField } from "./EndpointFields.tsx";
