import type { Statements } from "./statements.ts";
import type { AdapterQueries, StoredAdapter } from "./store.ts";

export function adapterQueries({ sql }: { sql: Statements }): AdapterQueries {
  return {
    list: () => sql<AdapterRow>("SELECT * FROM adapters ORDER BY added_at DESC, id").all({}).map(toAdapter),
    get(id) {
      const row = sql<AdapterRow>("SELECT * FROM adapters WHERE id = @id").get({ id });
      return row ? toAdapter(row) : null;
    },
    put({ models, ...adapter }) {
      sql(
        `INSERT INTO adapters (id, name, path, owned, bytes, architecture, base_name, rank, alpha, added_at)
         VALUES (@id, @name, @path, @owned, @bytes, @architecture, @base_name, @rank, @alpha, @added_at)
         ON CONFLICT (id) DO UPDATE SET name = @name, path = @path, owned = @owned, bytes = @bytes,
           architecture = @architecture, base_name = @base_name, rank = @rank, alpha = @alpha, added_at = @added_at`,
      ).run({
        id: adapter.id,
        name: adapter.name,
        path: adapter.path,
        owned: Number(adapter.owned),
        bytes: adapter.bytes,
        architecture: adapter.architecture,
        base_name: adapter.baseName,
        rank: adapter.rank,
        alpha: adapter.alpha,
        added_at: adapter.addedAt,
      });
      for (const model of models) setModel(adapter.id, model);
    },
    setModel,
    remove: (id) => void sql("DELETE FROM adapters WHERE id = @id").run({ id }),
    activeOf: (model) =>
      sql<{ adapter: string; scale: number }>(
        "SELECT adapter, scale FROM adapter_models WHERE model = @model AND active = 1 ORDER BY adapter",
      )
        .all({ model })
        .map(({ adapter, scale }) => ({ id: adapter, scale })),
  };

  function setModel(id: string, { id: model, active, scale }: StoredAdapter["models"][number]): void {
    sql(
      "INSERT OR REPLACE INTO adapter_models (adapter, model, active, scale) VALUES (@id, @model, @active, @scale)",
    ).run({ id, model, active: Number(active), scale });
  }

  function toAdapter(row: AdapterRow): StoredAdapter {
    return {
      id: row.id,
      name: row.name,
      path: row.path,
      owned: row.owned === 1,
      bytes: row.bytes,
      architecture: row.architecture,
      baseName: row.base_name,
      rank: row.rank,
      alpha: row.alpha,
      addedAt: row.added_at,
      models: sql<ModelRow>("SELECT model, active, scale FROM adapter_models WHERE adapter = @id ORDER BY model")
        .all({ id: row.id })
        .map(({ model, active, scale }) => ({ id: model, active: active === 1, scale })),
    };
  }
}

interface AdapterRow {
  id: string;
  name: string;
  path: string;
  owned: number;
  bytes: number;
  architecture: string;
  base_name: string | null;
  rank: number;
  alpha: number | null;
  added_at: number;
}

interface ModelRow {
  model: string;
  active: number;
  scale: number;
}
