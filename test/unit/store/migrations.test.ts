import path from "node:path";
import type { Database } from "better-sqlite3-multiple-ciphers";
import { describe, expect, it, onTestFinished } from "vitest";
import { openConnection, quickCheck } from "../../../electron/core/store/connection.ts";
import { latestVersion, migrate, migrations, schemaVersion } from "../../../electron/core/store/migrations.ts";
import { temporaryFolder } from "./library.ts";

function emptyDatabase(): Database {
  const database = openConnection(path.join(temporaryFolder(), "library.db"));
  onTestFinished(() => void database.close());
  return database;
}

/** Everything in the schema, as SQLite keeps it. */
function schemaOf(database: Database): unknown[] {
  return database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all();
}

const insertDocument = `INSERT INTO documents (id, name, format, title, bytes, pages, words_count, language, status, unread,
    notes, rendered, pinned, created_at, updated_at, words)
  VALUES ('d', 'mill.pdf', 'pdf', 'Mill', 1, 1, 1, 'en', 'ready', '[]', '[]', 1, 0, 1, 1, 'Mill mill.pdf')`;

describe("migrations", () => {
  it("are numbered in tens and rise", () => {
    const versions = migrations.map((migration) => migration.version);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    expect(versions.filter((version) => version % 10 !== 0)).toEqual([]);
  });

  it("lead to the same schema from nothing and from every version before", () => {
    const whole = emptyDatabase();
    migrate(whole);
    expect(schemaVersion(whole)).toBe(latestVersion);
    for (const { version } of migrations) {
      const database = emptyDatabase();
      migrate(database, version);
      expect(schemaVersion(database)).toBe(version);
      migrate(database);
      expect(schemaOf(database)).toEqual(schemaOf(whole));
    }
  });

  it("run once only", () => {
    const database = emptyDatabase();
    migrate(database);
    database.exec(insertDocument);
    migrate(database);
    expect(database.prepare("SELECT count(*) FROM documents").pluck().get()).toBe(1);
  });

  it("undo a step that fails and leave its predecessor's version", () => {
    const database = emptyDatabase();
    migrate(database, 10);
    database.exec("CREATE TABLE passages_words (in_the_way)");
    expect(() => migrate(database)).toThrow();
    expect(schemaVersion(database)).toBe(10);
    expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'documents_words'").get()).toBeUndefined();
  });
});

describe("0010 library", () => {
  it("makes strict tables only, whose foreign keys all have an index to follow back", () => {
    const database = emptyDatabase();
    migrate(database, 10);
    const tables = database
      .prepare<[], { name: string; strict: number }>("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
      .all()
      .filter((table) => !table.name.startsWith("sqlite_"));
    expect(tables.length).toBeGreaterThan(9);
    expect(tables.filter((table) => table.strict !== 1)).toEqual([]);
    for (const { name } of tables) {
      const keys = database
        .prepare<[string], { from: string }>('SELECT "from" FROM pragma_foreign_key_list(?)')
        .all(name);
      for (const { from } of keys) {
        const plan = database
          .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN SELECT 1 FROM ${name} WHERE ${from} = 1`)
          .all();
        expect(plan[0]?.detail, `${name}.${from}`).toMatch(/^SEARCH/);
      }
    }
  });

  it("refuses what is not JSON, a state that does not exist, and a passage outside its document's range", () => {
    const database = emptyDatabase();
    migrate(database, 10);
    expect(() => database.exec(insertDocument.replace("'[]', '[]'", "'[', '[]'"))).toThrow(/CHECK/);
    expect(() => database.exec(insertDocument.replace("'ready'", "'read'"))).toThrow(/CHECK/);
    database.exec(insertDocument);
    const passage = (row: number): string =>
      `INSERT INTO passages (row, document, page, start, "end", text) VALUES (${row}, 1, 1, 0, 1, 'x')`;
    expect(() => database.exec(passage(5))).toThrow(/CHECK/);
    database.exec(passage(2 ** 24));
  });
});

describe("0020 search", () => {
  it("indexes what a library of the version before holds", () => {
    const database = emptyDatabase();
    migrate(database, 10);
    database.exec(insertDocument);
    database.exec(
      `INSERT INTO passages (row, document, page, start, "end", text) VALUES (${2 ** 24}, 1, 1, 0, 1, 'wheel')`,
    );
    migrate(database, 20);
    const found = (table: string, word: string): unknown[] =>
      database.prepare(`SELECT rowid FROM ${table}_words WHERE ${table}_words MATCH ?`).pluck().all(word);
    expect(found("documents", "mill")).toEqual([1]);
    expect(found("passages", "wheel")).toEqual([2 ** 24]);
    expect(quickCheck(database)).toEqual([]);
  });

  it("keeps every index in step with its table, as FTS5's own check sees it", () => {
    const database = emptyDatabase();
    migrate(database);
    database.exec(insertDocument);
    database.exec(
      "INSERT INTO conversations (id, title, pinned, system_prompt, created_at, updated_at, words) VALUES ('c', 'T', 0, '', 1, 1, 'T')",
    );
    database.exec(`INSERT INTO messages (id, conversation, role, status, created_at, citations, text)
      VALUES ('m', 1, 'assistant', 'streaming', 1, '[]', 'half')`);
    database.exec("UPDATE messages SET text = 'half an answer'");
    database.exec("UPDATE messages SET text = 'a whole answer', status = 'done'");
    database.exec("UPDATE messages SET text = 'another answer'");
    database.exec("UPDATE documents SET words = 'Dam', removed_at = 5");
    database.exec("UPDATE messages SET status = 'streaming'");
    database.exec("DELETE FROM documents");
    for (const table of ["documents", "conversations", "summaries", "passages", "messages"]) {
      // rank 1: compares the index with the content, and throws where they differ
      database.exec(`INSERT INTO ${table}_words (${table}_words, rank) VALUES ('integrity-check', 1)`);
    }
    expect(
      database.prepare("SELECT count(*) FROM messages_words WHERE messages_words MATCH 'answer'").pluck().get(),
    ).toBe(0);
  });
});

describe("0030 modelPrompts", () => {
  it("asks the models of the version before as it did", () => {
    const database = emptyDatabase();
    migrate(database, 20);
    database.exec(`INSERT INTO models (id, name, path, bundled, owned, added_at, architecture, quantization, train_context,
        has_chat_template, bytes, bytes_per_context_token)
      VALUES ('m', 'Mill', '/mill.gguf', 0, 1, 1, 'llama', 'Q4_0', 4096, 1, 5, 2)`);
    migrate(database, 30);
    expect(database.prepare("SELECT prompts, chunk_tokens FROM models").get()).toEqual({
      prompts: "guided",
      chunk_tokens: null,
    });
    expect(() => database.exec("UPDATE models SET prompts = 'loud'")).toThrow(/CHECK/);
  });
});

describe("0060 vectors", () => {
  it("tells the models of the version before that cannot write, and drops vectors with passage and model", () => {
    const database = emptyDatabase();
    migrate(database, 50);
    const add = (id: string, architecture: string) =>
      database.exec(`INSERT INTO models (id, name, path, bundled, owned, added_at, architecture, quantization, train_context,
          has_chat_template, bytes, bytes_per_context_token)
        VALUES ('${id}', 'Mill', '/${id}.gguf', 0, 1, 1, '${architecture}', 'Q4_0', 4096, 1, 5, 2)`);
    add("m", "llama");
    add("e", "nomic-bert");
    migrate(database, 60);
    expect(database.prepare("SELECT id, purpose FROM models ORDER BY id").all()).toEqual([
      { id: "e", purpose: "embedding" },
      { id: "m", purpose: "chat" },
    ]);
    database.exec("DELETE FROM models WHERE id = 'e'");
    expect(() => database.exec("INSERT INTO passage_vectors VALUES (1, 'e', x'00')")).toThrow(/FOREIGN KEY/);
  });
});

describe("0070 versions", () => {
  it("links a document to the version before it, and lets the link go with that one", () => {
    const database = emptyDatabase();
    migrate(database, 60);
    database.exec(insertDocument);
    migrate(database, 70);
    database.exec(insertDocument.replace("'d'", "'e'"));
    database.exec("UPDATE documents SET previous = (SELECT row FROM documents WHERE id = 'd') WHERE id = 'e'");
    database.exec("INSERT INTO document_sketches SELECT row, '[1,2]' FROM documents");
    expect(() => database.exec("UPDATE document_sketches SET sketch = '[1,'")).toThrow(/CHECK/);
    expect(() => database.exec("UPDATE documents SET previous = 99")).toThrow(/FOREIGN KEY/);
    database.exec("DELETE FROM documents WHERE id = 'd'");
    expect(database.prepare("SELECT id, previous FROM documents").all()).toEqual([{ id: "e", previous: null }]);
    expect(database.prepare("SELECT count(*) FROM document_sketches").pluck().get()).toBe(1);
    expect(
      database.prepare<[], { detail: string }>("EXPLAIN QUERY PLAN SELECT 1 FROM documents WHERE previous = 1").all()[0]
        ?.detail,
    ).toMatch(/^SEARCH/);
  });
});

describe("0080 recognition", () => {
  it("knows of no confidence in the pages of the version before, and takes a share only", () => {
    const database = emptyDatabase();
    migrate(database, 70);
    database.exec(insertDocument);
    const page = `INSERT INTO pages (document, number, characters, status, text, blocks, sentences, runs)
      VALUES (1, 1, 1, 'ocr', 'x', '[]', '[]', '[]')`;
    database.exec(page);
    migrate(database, 80);
    expect(database.prepare("SELECT confidence FROM pages").pluck().get()).toBeNull();
    database.exec("UPDATE pages SET confidence = 0.87");
    expect(() => database.exec("UPDATE pages SET confidence = 87")).toThrow(/CHECK/);
  });
});

describe("0100 collectionSummaries", () => {
  it("keeps what was written of a collection no longer than each of its documents is in it", () => {
    const database = emptyDatabase();
    migrate(database, 90);
    database.exec(insertDocument);
    database.exec(`
      INSERT INTO collections (id, title, pinned, queue, created_at, updated_at) VALUES ('c', 'Papers', 0, 'idle', 1, 1);
      INSERT INTO collection_documents (collection, document, position, path, state) VALUES (1, 1, 0, 'a.md', 'done');
    `);
    migrate(database, 100);
    const write = (): void =>
      void database.exec(`
        INSERT INTO set_summaries (collection, status, recipe, result) VALUES (1, 'done', '{}', '{}');
        INSERT INTO set_checkpoints VALUES (1, 'merge:1:0', '{}');
      `);
    const counts = (): unknown[] =>
      ["set_summaries", "set_checkpoints"].map((table) =>
        database.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
      );
    write();
    expect(() => database.exec("UPDATE set_summaries SET status = 'lost'")).toThrow(/CHECK/);
    expect(() => database.exec("UPDATE set_summaries SET result = '{'")).toThrow(/CHECK/);
    database.exec("DELETE FROM documents WHERE id = 'd'");
    expect(counts()).toEqual([0, 0]);
    write();
    database.exec("DELETE FROM collections WHERE id = 'c'");
    expect(counts()).toEqual([0, 0]);
  });
});

describe("0090 speeds", () => {
  it("adds tables for what is learned of models, one row a model, machine and kind of call", () => {
    const database = emptyDatabase();
    migrate(database, 80);
    database.exec(insertDocument);
    migrate(database, 90);
    expect(database.prepare("SELECT count(*) FROM documents").pluck().get()).toBe(1);
    const speed = (waves: number, ms: number): string =>
      `INSERT INTO model_speeds VALUES ('m', 'cpu', ${String(waves)}, 1, 1, 1, ${String(ms)}, 0, 1, 0, 5)`;
    database.exec(speed(0, 1));
    database.exec(speed(1, 1));
    expect(() => database.exec(speed(1, 2))).toThrow(/UNIQUE/);
    expect(() => database.exec(speed(2, 1))).toThrow(/CHECK/);
    expect(() => database.exec("UPDATE model_speeds SET decode_ms = -1")).toThrow(/CHECK/);
    expect(() => database.exec("INSERT INTO model_steps VALUES ('m', 'dance', 1, 1, 1, 1, 1, 1, 1, 1)")).toThrow(
      /CHECK/,
    );
  });
});

describe("0110 own templates", () => {
  it("takes no model's template for compared", () => {
    const database = emptyDatabase();
    migrate(database, 100);
    database.exec(
      `INSERT INTO models (id, name, path, bundled, owned, added_at, architecture, quantization, train_context,
         has_chat_template, bytes, bytes_per_context_token) VALUES ('m', 'M', '/m', 0, 0, 0, 'llama', 'Q4_0', 1, 1, 1, 1)`,
    );
    migrate(database, 110);
    expect(database.prepare("SELECT own_template FROM models").pluck().get()).toBeNull();
  });
});

describe("0120 step costs", () => {
  it("takes no step's cost for measured", () => {
    const database = emptyDatabase();
    migrate(database, 110);
    database.exec("INSERT INTO model_steps VALUES ('m', 'map', 1, 1, 1, 1, 1, 1, 1, 1)");
    migrate(database, 120);
    expect(database.prepare("SELECT priced_ms, took_ms FROM model_steps").raw().get()).toEqual([0, 0]);
    expect(() => database.exec("UPDATE model_steps SET took_ms = -1")).toThrow(/CHECK/);
  });
});

describe("0130 unfinishedPages", () => {
  it("keeps texts that were read, and of readings that did not end the pages that were recognised", () => {
    const database = emptyDatabase();
    migrate(database, 120);
    database.exec(insertDocument);
    database.exec(insertDocument.replace("('d',", "('f',").replace("'ready'", "'failed'"));
    for (const [document, number, status] of [
      [1, 1, "read"],
      [1, 2, "ocr"],
      [2, 1, "read"],
      [2, 2, "ocr"],
    ] as const) {
      database.exec(`INSERT INTO pages (document, number, characters, status, text, blocks, sentences, runs, confidence)
        VALUES (${document}, ${number}, 1, '${status}', 'x', '[]', '[]', '[]', 0.5)`);
    }
    migrate(database, 130);
    const pages = (table: string): unknown[] =>
      database
        .prepare(`SELECT document, number, status, confidence FROM ${table} ORDER BY document, number`)
        .raw()
        .all();
    expect(pages("pages")).toEqual([
      [1, 1, "read", 0.5],
      [1, 2, "ocr", 0.5],
    ]);
    expect(pages("unfinished_pages")).toEqual([[2, 2, "ocr", 0.5]]);
  });
});

describe("0140 removedSummaries", () => {
  it("leaves the summaries that are there out of the bin", () => {
    const database = emptyDatabase();
    migrate(database, 130);
    database.exec(insertDocument);
    database.exec(`INSERT INTO summaries (id, document, status, title, length, focus, chunks_done, chunks_total, created_at, points, sections, words)
      VALUES ('s', 1, 'done', 't', 'short', '', 1, 1, 1, '[]', '[]', '')`);
    migrate(database, 140);
    expect(database.prepare("SELECT id, removed_at FROM summaries").raw().all()).toEqual([["s", null]]);
  });
});

describe("0150 messageModels", () => {
  it("gives the messages of before the model of their name, where only one is called so", () => {
    const database = emptyDatabase();
    migrate(database, 140);
    const model = (id: string, name: string): string =>
      `INSERT INTO models (id, name, path, bundled, owned, added_at, architecture, quantization, train_context,
         has_chat_template, bytes, bytes_per_context_token) VALUES ('${id}', '${name}', '/${id}.gguf', 0, 1, 1, 'llama', 'Q4_0', 4096, 1, 1, 1)`;
    database.exec(model("m1", "Mill"));
    database.exec(model("m2", "Twin"));
    database.exec(model("m3", "Twin"));
    database.exec(`INSERT INTO conversations (id, title, pinned, system_prompt, words, created_at, updated_at)
      VALUES ('c', '', 0, '', '', 1, 1)`);
    for (const [id, name] of [
      ["a", "Mill"],
      ["b", "Twin"],
      ["d", "Gone"],
    ]) {
      database.exec(`INSERT INTO messages (id, conversation, role, status, model, created_at, citations, text)
        SELECT '${id}', row, 'assistant', 'done', '${name}', 1, '[]', '' FROM conversations`);
    }
    migrate(database, 150);
    expect(database.prepare("SELECT id, model_id FROM messages ORDER BY id").all()).toEqual([
      { id: "a", model_id: "m1" },
      { id: "b", model_id: null },
      { id: "d", model_id: null },
    ]);
  });
});

describe("0160 sketchHashes", () => {
  it("indexes the smallest hashes of the sketches that are there, and lets them go with their document", () => {
    const database = emptyDatabase();
    migrate(database, 150);
    database.exec(insertDocument);
    const sketch = Array.from({ length: 256 }, (_, place) => 10 + place);
    database.exec(`INSERT INTO document_sketches SELECT row, '${JSON.stringify(sketch)}' FROM documents`);
    migrate(database, 160);
    expect(database.prepare("SELECT hash FROM sketch_hashes ORDER BY hash").pluck().all()).toEqual(sketch.slice(0, 64));
    database.exec("DELETE FROM documents");
    expect(database.prepare("SELECT count(*) FROM sketch_hashes").pluck().get()).toBe(0);
  });
});

describe("0180 modelCalibrations", () => {
  it("keeps what models are made for, and takes one that tells what follows", () => {
    const database = emptyDatabase();
    migrate(database, 170);
    const insert = (id: string, purpose: string): string =>
      `INSERT INTO models (id, name, path, bundled, owned, added_at, architecture, quantization, train_context,
         has_chat_template, bytes, bytes_per_context_token, prompts, purpose)
       VALUES ('${id}', 'M', '/m.gguf', 0, 0, 1, 'llama', 'Q4_0', 1, 0, 1, 1, 'guided', '${purpose}')`;
    for (const purpose of ["chat", "embedding", "reranking"]) database.exec(insert(purpose, purpose));
    migrate(database, 180);
    database.exec(insert("entailment", "entailment"));
    expect(database.prepare("SELECT id, purpose FROM models ORDER BY id").raw().all()).toEqual(
      ["chat", "embedding", "entailment", "reranking"].map((purpose) => [purpose, purpose]),
    );
    expect(() => database.exec(insert("other", "painting"))).toThrow(/CHECK/u);
    expect(quickCheck(database)).toEqual([]);
  });
});

describe("0210 modelStyles", () => {
  it("keeps which model only chooses, has every other read again, and takes one that continues texts", () => {
    const database = emptyDatabase();
    migrate(database, 200);
    const insert = (id: string, column: string, value: string): string =>
      `INSERT INTO models (id, name, path, bundled, owned, added_at, architecture, quantization, train_context,
         has_chat_template, bytes, bytes_per_context_token, ${column})
       VALUES ('${id}', 'M', '/m.gguf', 0, 0, 1, 'llama', 'Q4_0', 1, 0, 1, 1, '${value}')`;
    database.exec(insert("starter", "prompts", "plain"));
    database.exec(insert("other", "prompts", "guided"));
    migrate(database, 210);
    database.exec(insert("base", "style", "base"));
    expect(database.prepare("SELECT id, style FROM models ORDER BY id").raw().all()).toEqual([
      ["base", "base"],
      ["other", null],
      ["starter", "starter"],
    ]);
    expect(() => database.exec(insert("odd", "style", "poet"))).toThrow(/CHECK/u);
    expect(() => database.exec(insert("odd", "problem", "{"))).toThrow(/CHECK/u);
    expect(quickCheck(database)).toEqual([]);
  });
});

describe("0220 corrections", () => {
  it("keeps what was corrected with its document, and lets it go with it", () => {
    const database = emptyDatabase();
    migrate(database, 210);
    database.exec(insertDocument);
    migrate(database, 220);
    database.exec(`INSERT INTO corrections (id, document, text, original, of_whole, options, created_at)
      SELECT 'c', row, 'The rent is due monthly.', '{"text":"Rent.","citations":[]}', 1, '{}', 1 FROM documents`);
    database.exec("DELETE FROM documents");
    expect(database.prepare("SELECT count(*) FROM corrections").pluck().get()).toBe(0);
    expect(quickCheck(database)).toEqual([]);
  });
});

describe("0260 folded words", () => {
  it("indexes what is there as queries are folded, and keeps what summaries say", () => {
    const database = emptyDatabase();
    migrate(database, 250);
    database.exec(`${insertDocument};
      INSERT INTO conversations (row, id, title, pinned, system_prompt, created_at, updated_at, words)
        VALUES (1, 'c', 'Łódź', 0, '', 1, 1, 'Łódź');
      INSERT INTO messages (id, conversation, role, status, created_at, citations, text)
        VALUES ('m', 1, 'user', 'done', 1, '[]', 'Die Straße');
      INSERT INTO passages (row, document, page, start, "end", section, text)
        VALUES (1 << 24, 1, 1, 0, 3, NULL, 'ещё');
      INSERT INTO summaries (id, document, status, title, length, focus, chunks_done, chunks_total, created_at, points, sections, words)
        VALUES ('s', 1, 'done', '', 'short', '', 1, 1, 1, '[]', '[]', '東\uFDD0京 Ærø');
    `);
    migrate(database);
    const found = (table: string, word: string): unknown =>
      database.prepare(`SELECT count(*) FROM ${table}_words WHERE ${table}_words MATCH ?`).pluck().get(word);
    expect([found("conversations", "lodz"), found("messages", "strasse"), found("passages", "еще")]).toEqual([1, 1, 1]);
    expect([found("summaries", "aero"), found("documents", "mill")]).toEqual([1, 1]);
    expect(database.prepare("SELECT said FROM summaries").pluck().get()).toBe("東京 Ærø");
    for (const table of ["documents", "conversations", "messages", "passages", "summaries"]) {
      database.exec(`INSERT INTO ${table}_words (${table}_words, rank) VALUES ('integrity-check', 1)`);
    }
  });
});

describe("0290 markup", () => {
  it("knows nothing of comments in pages of the version before, and takes JSON only", () => {
    const database = emptyDatabase();
    migrate(database, 270);
    database.exec(insertDocument);
    database.exec(`INSERT INTO pages (document, number, characters, status, text, blocks, sentences, runs)
      VALUES (1, 1, 1, 'read', 'x', '[]', '[]', '[]')`);
    migrate(database, 290);
    expect(database.prepare("SELECT markup FROM pages").pluck().get()).toBeNull();
    expect(() => database.exec("UPDATE pages SET markup = '{'")).toThrow(/CHECK/u);
    expect(quickCheck(database)).toEqual([]);
  });
});
