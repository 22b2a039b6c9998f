/** Marks the file as a journal; "Fanf" in ASCII. */
export const applicationId = 0x46_61_6e_66

/** The format of the file. A file with a higher one is refused, one with a lower one upgraded (`upgrade.ts`). */
export const formatVersion = 4

/**
 * A call is one row, which its records fill; a run is a row and one for each message. Times are milliseconds since the
 * epoch, REAL because a clock may tell parts of one (SQLite stores whole ones as integers). What the checksums cover stands
 * in `checksum.ts`.
 */
export const schema: string = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE calls (
    turn TEXT NOT NULL,
    call TEXT NOT NULL,
    name TEXT NOT NULL,
    input TEXT NOT NULL,
    key TEXT,
    started REAL,
    settled REAL,
    result TEXT,
    asked REAL,
    decided REAL,
    decision TEXT,
    reason TEXT,
    key_sum INTEGER,
    start_sum INTEGER,
    result_sum INTEGER,
    question_sum INTEGER,
    decision_sum INTEGER,
    resolved TEXT,
    changed TEXT,
    starts INTEGER,
    outer_turn TEXT,
    outer_call TEXT,
    outer_sum INTEGER,
    UNIQUE (turn, call)
  ) STRICT;
  CREATE INDEX waiting ON calls (asked)
    WHERE asked IS NOT NULL AND decided IS NULL AND settled IS NULL;
  CREATE TABLE runs (
    run TEXT PRIMARY KEY,
    format TEXT NOT NULL,
    messages TEXT NOT NULL,
    started REAL NOT NULL,
    ended REAL,
    outcome TEXT,
    head_sum INTEGER,
    start_sum INTEGER,
    end_sum INTEGER,
    name TEXT,
    outer_turn TEXT,
    outer_call TEXT
  ) STRICT;
  CREATE INDEX ended ON runs (ended) WHERE ended IS NOT NULL;
  CREATE TABLE messages (
    run TEXT NOT NULL,
    number INTEGER NOT NULL,
    turn TEXT NOT NULL,
    messages TEXT NOT NULL,
    asked INTEGER NOT NULL,
    calls TEXT NOT NULL,
    reply TEXT,
    at REAL NOT NULL,
    sum INTEGER,
    UNIQUE (run, number)
  ) STRICT;
  CREATE INDEX turns ON messages (turn);
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${formatVersion};
`
