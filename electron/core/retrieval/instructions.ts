/** What embedding models were trained to see before a question and before a passage, by the name of the model (its card says so). */
const instructions: readonly { readonly name: RegExp; readonly query: string; readonly passage: string }[] = [
  { name: /nomic.*embed/iu, query: "search_query: ", passage: "search_document: " },
  {
    name: /qwen3.*embed/iu,
    query: "Instruct: Given a question, retrieve passages that answer it\nQuery: ",
    passage: "",
  },
  {
    name: /e5.*instruct/iu,
    query: "Instruct: Given a question, retrieve passages that answer it\nQuery: ",
    passage: "",
  },
  { name: /\be5\b/iu, query: "query: ", passage: "passage: " },
  { name: /embedding.?gemma/iu, query: "task: search result | query: ", passage: "title: none | text: " },
  {
    name: /arctic.*embed|bge.*\ben\b|mxbai.*embed/iu,
    query: "Represent this sentence for searching relevant passages: ",
    passage: "",
  },
];

export function textOfQuery(modelName: string, question: string): string {
  return `${instructionFor(modelName)?.query ?? ""}${question}`;
}

export function textOfPassage(modelName: string, text: string): string {
  return `${instructionFor(modelName)?.passage ?? ""}${text}`;
}

function instructionFor(modelName: string) {
  return instructions.find(({ name }) => name.test(modelName));
}
