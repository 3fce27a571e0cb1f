-- What happened to bookings, and what is sent of it to those who subscribed.

-- In the order of the commits. `position` is never used again: the newest row is never removed. `number` is the resource's
-- change number. Ids only, never names or titles.
CREATE TABLE booking_event (
    position INTEGER PRIMARY KEY,
    resource TEXT NOT NULL,
    number INTEGER NOT NULL,
    booking INTEGER NOT NULL,
    action TEXT NOT NULL,
    at INTEGER NOT NULL
);

-- `owner` is empty where whoever runs the server made it. `events` and `resources` are joined by blanks, empty: all. The key
-- of the signatures is derived from `id` and `generation`.
CREATE TABLE webhook (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    url TEXT NOT NULL,
    label TEXT NOT NULL,
    events TEXT NOT NULL,
    resources TEXT NOT NULL,
    privacy TEXT NOT NULL,
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    failing_since INTEGER,
    disabled_at INTEGER,
    disabled_because TEXT
) WITHOUT ROWID;

-- `since` is when it was first to be sent: made, or asked for again.
CREATE TABLE webhook_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook TEXT NOT NULL,
    resource TEXT NOT NULL,
    identity TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    last_failure TEXT,
    settled_at INTEGER
);

-- The oldest of each resource goes first.
CREATE INDEX webhook_message_waiting ON webhook_message (webhook, resource, id) WHERE state = 'waiting';
CREATE INDEX webhook_message_by_webhook ON webhook_message (webhook, id);
CREATE INDEX webhook_message_settled ON webhook_message (settled_at) WHERE settled_at IS NOT NULL;
