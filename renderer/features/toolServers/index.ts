export { offeredTools } from "./offeredTools.ts";
export { isKeptByLock, serverState } from "./serverState.ts";
export { ToolServers } from "./ToolServers.tsx";
