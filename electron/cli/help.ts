export const help = `Tramontane: checkable summaries and private chat with models on this computer.

  summarize FILE…            summary with citations; goes on where an interrupted one stopped; of a folder or a
                             ZIP archive each document and then the set
      --json                 one JSON object per file on a line of its own
      --no-model             the digest alone, without a model
      --forecast             only the time and memory it will take on this computer; a model that is new here is
                             tried for some seconds
      --length LENGTH        sentence, short, standard or detailed
      --focus TEXT           a question or topic to look for
      --language LANGUAGE    document (as it is written), en, fr, de, es, it, pt or nl
      --audience AUDIENCE    general, expert, plain or child
      --structure STRUCTURE  points, prose, or facts for a table of key facts above the points
      --mode KIND            what the document is read as: auto, article, report, paper, contract,
                             minutes, slides, spreadsheet, code, email or book
  compare BEFORE AFTER       what changed between two documents, meaning first [--json]
  ask FILE… "QUESTION"       an answer from the documents, with citations      [--json]
  chat ["TEXT"]              a conversation; with a text or a pipe, one answer
  read FILE…                 the text as Tramontane reads it                   [--json]
  models [add FILE]          the installed models                              [--json]
  serve [--port N]           the interface on a loopback address

Everywhere: --model NAME, id or GGUF file · --data-dir FOLDER · --password TEXT
`;
