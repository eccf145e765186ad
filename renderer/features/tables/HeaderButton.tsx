import type { LucideIcon } from "lucide-react";
import type { ButtonProps } from "react-aria-components";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";

interface HeaderButtonProps extends Omit<ButtonProps, "children" | "className" | "style"> {
  readonly icon: LucideIcon;
  readonly label: string;
  /** with its picture alone, where there is little room */
  readonly isShort: boolean;
}

/** A button above the table. */
export function HeaderButton({ icon: Icon, label, isShort, ...props }: HeaderButtonProps) {
  if (isShort) return <IconButton {...props} icon={Icon} label={label} size="small" />;
  return (
    <Button {...props} size="small">
      <Icon aria-hidden size={15} strokeWidth={1.8} />
      {label}
    </Button>
  );
}
