export { EndpointChip, EndpointChips } from "./EndpointChip.tsx";
