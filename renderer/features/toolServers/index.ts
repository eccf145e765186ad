export { isKeptByLock, serverState } from "./serverState.ts";
export { ToolServers } from "./ToolServers.tsx";
