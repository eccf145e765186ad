import { Check, Copy } from "lucide-react";
import { type ComponentProps, type ReactNode, createContext, memo, useContext, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import ReactMarkdown, { type Components } from "react-markdown";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { copyText } from "../../lib/copyText.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { LitWords } from "../../ui/LitText.tsx";
import { remarkCitationMarks } from "./citationMarks.ts";
import { LinkButton } from "./LinkButton.tsx";
import { remarkStatements, type StatementPlaces } from "./statementMarks.ts";
import "./markdown.css";

/** What a message may contain: no pictures, no forms, no styles; links only with a protocol a person knows. */
export const messageSchema: typeof defaultSchema = {
  ...defaultSchema,
  tagNames: [
    ...(defaultSchema.tagNames ?? []).filter((name) => !["picture", "source"].includes(name)),
    "cite",
    "mark",
    "data",
  ],
  attributes: {
    ...defaultSchema.attributes,
    cite: ["dataNumber"],
    mark: ["dataSeverity"],
    data: ["dataStatement"],
  },
  protocols: { ...defaultSchema.protocols, href: ["http", "https", "mailto"] },
};

const rehypePlugins: ComponentProps<typeof ReactMarkdown>["rehypePlugins"] = [[rehypeSanitize, messageSchema]];

export interface MarkdownProps {
  readonly text: string;
  /** what stands in the place of the mark `[n]` */
  readonly renderMark?: (number: number) => ReactNode;
  /** where words are lit and verdicts stand */
  readonly places?: StatementPlaces;
  /** the verdict on a statement, by its index */
  readonly renderVerdict?: (statement: number) => ReactNode;
}

const nothing = (): ReactNode => null;
const MarkContext = createContext<(number: number) => ReactNode>(nothing);
const VerdictContext = createContext<(statement: number) => ReactNode>(nothing);
const noPlaces: StatementPlaces = { source: "", lit: [], ends: [] };

/** Markdown of a message. Nothing in it is fetched: pictures show their description, links ask before they open. */
export const Markdown = memo(function Markdown(props: MarkdownProps) {
  const { text, renderMark = nothing, places = noPlaces, renderVerdict = nothing } = props;
  const remarkPlugins = useMemo(
    (): ComponentProps<typeof ReactMarkdown>["remarkPlugins"] => [
      remarkGfm,
      [remarkStatements, places],
      remarkCitationMarks,
    ],
    [places],
  );
  return (
    <MarkContext value={renderMark}>
      <VerdictContext value={renderVerdict}>
        <div className="markdown">
          <ReactMarkdown
            remarkPlugins={remarkPlugins}
            rehypePlugins={rehypePlugins}
            components={components}
            // the sanitizer judges addresses; this keeps what it let through as it is
            urlTransform={(url) => url}
          >
            {text}
          </ReactMarkdown>
        </div>
      </VerdictContext>
    </MarkContext>
  );
});

// the view and the message have headings of their own above these; models begin with any level
const heading = (level: 3 | 4 | 5, depth: number) =>
  function MessageHeading({ children }: { children?: ReactNode }) {
    const Tag = `h${level}` as const;
    return <Tag data-depth={depth}>{children}</Tag>;
  };

const components: Components = {
  cite: ({ node, children }) => <CitedWord number={Number(node?.properties["dataNumber"])}>{children}</CitedWord>,
  mark: ({ node, children }) => <LitWords severity={String(node?.properties["dataSeverity"])}>{children}</LitWords>,
  data: ({ node }) => <StatementVerdict statement={Number(node?.properties["dataStatement"])} />,
  h1: heading(3, 1),
  h2: heading(3, 2),
  h3: heading(4, 3),
  h4: heading(5, 4),
  h5: heading(5, 4),
  h6: heading(5, 4),
  a: ({ href, children }) =>
    href && /^(https?|mailto):/i.test(href) ? <LinkButton href={href}>{children}</LinkButton> : <>{children}</>,
  img: ({ alt }) => <PictureWords alt={alt ?? ""} />,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  input: ({ checked }) => <span>{checked ? "☑ " : "☐ "}</span>,
  table: ({ children }) => (
    // focusable, because what scrolls must be reachable by keyboard
    <div className="markdown-table" tabIndex={0} role="group">
      <table>{children}</table>
    </div>
  ),
};

function CitedWord({ number, children }: { number: number; children?: ReactNode }) {
  const renderMark = useContext(MarkContext);
  return (
    <span className="whitespace-nowrap">
      {children}
      {renderMark(number)}
    </span>
  );
}

function StatementVerdict({ statement }: { statement: number }) {
  return useContext(VerdictContext)(statement);
}

function PictureWords({ alt }: { alt: string }) {
  const { t } = useTranslation();
  return <span className="markdown-picture">{t("chat.image", { alt: alt || "–" })}</span>;
}

function CodeBlock({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const block = useRef<HTMLPreElement>(null);
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="markdown-code">
      <pre ref={block} tabIndex={0}>
        {children}
      </pre>
      <span className="markdown-copy">
        <IconButton
          size="small"
          icon={isCopied ? Check : Copy}
          label={isCopied ? t("common.copied") : t("chat.copyCode")}
          onPress={() => void copyText(block.current?.textContent ?? "").then(setIsCopied)}
          onHoverEnd={() => setIsCopied(false)}
        />
      </span>
    </div>
  );
}
