import type { ReactNode, Ref } from "react";
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from "react-aria-components";

export interface TextFieldProps extends Omit<AriaTextFieldProps, "children" | "className"> {
  readonly label: string;
  /** shown above the field, or only told to a screen reader */
  readonly isLabelHidden?: boolean;
  readonly description?: ReactNode;
  readonly error?: string | undefined;
  readonly placeholder?: string;
  /** rows of a field with several lines */
  readonly rows?: number;
  readonly className?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export const fieldStyle =
  "w-full rounded-control border border-edge bg-surface px-3 text-ink placeholder:text-faint outline-none data-focused:border-accent data-focused:ring-1 data-focused:ring-accent data-invalid:border-danger data-disabled:opacity-50";

export function TextField(props: TextFieldProps) {
  const { label, isLabelHidden, description, error, placeholder, rows, className, inputRef, ...field } = props;
  return (
    <AriaTextField
      {...field}
      {...(isLabelHidden ? { "aria-label": label } : {})}
      isInvalid={error !== undefined}
      className={`flex flex-col gap-1 ${className ?? ""}`}
    >
      {isLabelHidden ? null : <Label className="font-medium">{label}</Label>}
      {rows === undefined ? (
        <Input
          {...(inputRef ? { ref: inputRef } : {})}
          placeholder={placeholder ?? ""}
          className={`h-9 ${fieldStyle}`}
        />
      ) : (
        <TextArea rows={rows} placeholder={placeholder ?? ""} className={`resize-y py-2 ${fieldStyle}`} />
      )}
      {description ? (
        <Text slot="description" className="text-small text-muted">
          {description}
        </Text>
      ) : null}
      <FieldError className="text-small text-danger">{error}</FieldError>
    </AriaTextField>
  );
}
