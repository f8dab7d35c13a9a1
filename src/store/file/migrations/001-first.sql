-- Everything that one environment remembers. Times are epoch milliseconds unless a name says otherwise.
-- What a row may say is spelt out with OR: for an IN of three or more SQLite builds a tree of its
-- own at each row that it checks.

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Evidence. `bytes` is the canonical form that is hashed; the other columns are derived from it,
-- and `verify` compares them again. Four such rows fit into one page: mind it when adding to them.
CREATE TABLE artifacts (
  position INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  type TEXT NOT NULL,
  time TEXT NOT NULL,
  actor TEXT NOT NULL,
  command_id TEXT,
  -- The number of the roll (who may do what) whose change it proves.
  roll INTEGER,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  bytes TEXT NOT NULL,
  UNIQUE (tenant, seq)
) STRICT;
CREATE INDEX artifacts_command ON artifacts (command_id) WHERE command_id IS NOT NULL;
CREATE UNIQUE INDEX artifacts_roll ON artifacts (roll) WHERE roll IS NOT NULL;

-- Where to begin when what happened since some time is asked: the latest time of all artifacts up to
-- here. A clock that its owner sets may go back; this never does.
CREATE TABLE moments (
  position INTEGER PRIMARY KEY,
  latest TEXT NOT NULL
) STRICT;

-- Bodies lie apart, so that retention can erase one without breaking the chain.
CREATE TABLE bodies (
  position INTEGER PRIMARY KEY REFERENCES artifacts (position),
  salt BLOB CHECK (salt IS NULL OR length(salt) = 16),
  bytes TEXT,
  CHECK ((salt IS NULL) = (bytes IS NULL))
) STRICT;

-- What decided: texts of policies and of commands, by the SHA-256 that artifacts name. Each is kept
-- with the first artifact that names it. They hold no words of anybody's request.
CREATE TABLE texts (
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  text TEXT NOT NULL
) STRICT;

-- The head of each chain and the frontier of its RFC 6962 tree.
CREATE TABLE chains (
  tenant TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  head TEXT NOT NULL,
  tree TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  position INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  size INTEGER NOT NULL,
  at INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX checkpoints_tenant ON checkpoints (tenant, position);

CREATE TRIGGER artifacts_keep BEFORE UPDATE ON artifacts
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER artifacts_stay BEFORE DELETE ON artifacts
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER bodies_stay BEFORE DELETE ON bodies
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER bodies_keep BEFORE UPDATE ON bodies
WHEN NEW.bytes IS NOT NULL OR NEW.position IS NOT OLD.position
BEGIN SELECT RAISE(ABORT, 'a body can only be erased'); END;
CREATE TRIGGER texts_keep BEFORE UPDATE ON texts
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER texts_stay BEFORE DELETE ON texts
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER checkpoints_keep BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER checkpoints_stay BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;

-- What came in, so that the same message ends here the second time. The words are not kept.
CREATE TABLE inbox (
  key TEXT PRIMARY KEY,
  content TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE commands (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  requester TEXT NOT NULL,
  flow TEXT NOT NULL,
  state TEXT NOT NULL,
  open INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  -- The idempotency key of what a program asked at a door; messages have the inbox for that.
  key TEXT,
  record TEXT NOT NULL,
  -- The record under the environment's key: what somebody else wrote has none that fits.
  seal TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX commands_key ON commands (key) WHERE key IS NOT NULL;
CREATE INDEX commands_open ON commands (requester) WHERE open = 1;
CREATE INDEX commands_created ON commands (tenant, created_at);

-- The tables of what is open now stay small, and have as few indexes as possible: each index that a
-- message touches is one more page for the disk.
CREATE TABLE questions (
  id TEXT NOT NULL,
  place TEXT NOT NULL,
  person TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  record TEXT NOT NULL,
  -- In the order in which they are read: else SQLite would build a tree to sort them.
  PRIMARY KEY (person, place, asked_at, id)
) STRICT, WITHOUT ROWID;

-- A token is known by its keyed hash. Its text is kept while it is open, for the letter that carries
-- it: sealed, so that the file gives none away. Its own seal says what it is for and whose it is.
CREATE TABLE tokens (
  hash TEXT PRIMARY KEY,
  command_id TEXT NOT NULL,
  approver TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'open' OR state = 'spent' OR state = 'void'),
  text TEXT CHECK (text IS NULL OR state = 'open'),
  seal TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_open ON tokens (command_id, approver) WHERE state = 'open';

CREATE TABLE deadlines (
  command_id TEXT NOT NULL,
  what TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (command_id, what)
) STRICT, WITHOUT ROWID;

-- News of a command that waits for a person's digest, which tells it as it stands then. The digest is
-- a deadline of that person; whom the command itself does not name as asked, it tells nothing of.
CREATE TABLE untold (
  position INTEGER PRIMARY KEY,
  person TEXT NOT NULL,
  command_id TEXT NOT NULL,
  UNIQUE (person, command_id)
) STRICT;

-- When the things that have a limit happened, numbered by key without gaps, so that the hundredth or
-- the millionth newest is found as fast as the newest.
CREATE TABLE tallies (
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (key, number)
) STRICT, WITHOUT ROWID;

-- What is to be said. The text of a token is not in here. What somebody else wrote has no seal that
-- fits, and is not sent.
CREATE TABLE outbox (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  recipient TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'queued' OR state = 'sent' OR state = 'acked'
    OR state = 'delivered' OR state = 'read' OR state = 'failed'),
  at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  token_hash TEXT,
  command TEXT,
  speech TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_queued ON outbox (position) WHERE state = 'queued';

-- What connectors are to do.
CREATE TABLE work (
  id TEXT PRIMARY KEY,
  command_id TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what = 'plan' OR what = 'read' OR what = 'apply')
) STRICT, WITHOUT ROWID;

-- Identifiers of forgotten people, until the transport has forgotten them too.
CREATE TABLE forgotten (
  identifier TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The second factor of a person: the secret is sealed with the environment's key.
CREATE TABLE factors (
  person TEXT PRIMARY KEY,
  secret TEXT NOT NULL,
  last_step INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE recovery_codes (
  person TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (person, hash)
) STRICT, WITHOUT ROWID;

-- Who may do what, entry by entry, each with the digest of its rows: the seal and the evidence are of
-- this list, so that an entry that does not fit can be named.
CREATE TABLE roll_entries (
  part TEXT NOT NULL,
  entry TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (part, entry)
) STRICT, WITHOUT ROWID;

-- The embedded configuration units, their changes by idempotency key, and the sandbox twins' state.
CREATE TABLE units (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  revision INTEGER NOT NULL,
  record TEXT NOT NULL,
  seal TEXT NOT NULL,
  -- When it is to end, for the search alone: the record says so under its seal.
  expires_at INTEGER,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX units_expiring ON units (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE unit_changes (
  key TEXT PRIMARY KEY,
  record TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE kept (
  key TEXT PRIMARY KEY,
  record TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT, WITHOUT ROWID;
