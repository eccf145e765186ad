import { useId } from "react";
import { Button } from "react-aria-components";

interface QuestionListProps {
  readonly title: string;
  /** of the title among the headings around it */
  readonly level: 2 | 3;
  readonly questions: readonly string[];
  readonly isDisabled: boolean;
  onAsk(question: string): void;
}

/** Questions to choose from, each of which asks itself. */
export function QuestionList({ title, level, questions, isDisabled, onAsk }: QuestionListProps) {
  const titleId = useId();
  const Heading = level === 2 ? "h2" : "h3";
  if (questions.length === 0) return null;
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-2">
      <Heading id={titleId} className="font-medium text-muted">
        {title}
      </Heading>
      <ul className="flex flex-col items-start gap-1.5">
        {questions.map((question) => (
          <li key={question} className="max-w-full">
            <Button
              isDisabled={isDisabled}
              onPress={() => onAsk(question)}
              className="min-h-8 rounded-control border border-rim bg-surface px-3 py-1 text-left text-pretty wrap-anywhere transition-colors data-disabled:opacity-50 data-hovered:bg-hover data-pressed:bg-pressed"
            >
              <span dir="auto">{question}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
