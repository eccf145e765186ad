import { Search } from "lucide-react";
import { Input, SearchField } from "react-aria-components";

interface FilterFieldProps {
  /** says what is looked for, to the eye and to a screen reader */
  readonly label: string;
  /** its borders and its inset, by where it stands */
  readonly className: string;
  /** absent where the list around it knows what is typed */
  readonly value?: string;
  onChange?(value: string): void;
  /** false where it appears with more than itself */
  readonly autoFocus?: boolean;
}

/** The field above a list that is filtered by what is typed; it has the focus when it appears, unless it is told not to. */
export function FilterField({ label, className, autoFocus = true, ...state }: FilterFieldProps) {
  return (
    <SearchField
      aria-label={label}
      autoFocus={autoFocus}
      {...state}
      className={`flex items-center gap-2 border-line ${className}`}
    >
      <Search aria-hidden size={15} strokeWidth={1.8} className="text-muted" />
      <Input
        placeholder={label}
        className="h-9 min-w-0 flex-1 bg-transparent outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
      />
    </SearchField>
  );
}
