import { AppError, toAppError } from "../../contract/errors.ts";

/** An error of the file system as the person meets it. */
export function fileError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return new AppError("FILE_NOT_FOUND", { cause: thrown });
    case "EISDIR":
      return new AppError("FILE_IS_DIRECTORY", { cause: thrown });
    case "ELOOP":
      return new AppError("FILE_LINK_LOOP", { cause: thrown });
    case "EACCES":
    case "EPERM":
    case "EIO":
    case "ENXIO":
    case "EBUSY":
      return new AppError("FILE_UNREADABLE", { cause: thrown });
    case "EDQUOT":
      return new AppError("DISK_FULL", { cause: thrown });
    case "EROFS":
      return new AppError("DATA_DIR_UNWRITABLE", { cause: thrown });
    default:
      return toAppError(thrown);
  }
}
