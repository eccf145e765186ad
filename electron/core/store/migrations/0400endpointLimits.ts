import type { Migration } from "./migration.ts";

/** What a person says of a server as a whole: the context of its models, how many requests it answers at a time, whom it is trusted as. */
export const endpointLimits: Migration = {
  version: 400,
  up(database) {
    database.exec(`
      ALTER TABLE endpoints ADD COLUMN context_tokens INTEGER;
      ALTER TABLE endpoints ADD COLUMN parallel INTEGER;
      -- SHA-256 of a certificate that nobody vouches for
      ALTER TABLE endpoints ADD COLUMN certificate TEXT;
    `);
  },
};
