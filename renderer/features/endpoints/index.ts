export { EndpointChip } from "./EndpointChip.tsx";
