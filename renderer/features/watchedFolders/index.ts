export { FolderPanel } from "./FolderPanel.tsx";
export { FollowButton } from "./FollowButton.tsx";
