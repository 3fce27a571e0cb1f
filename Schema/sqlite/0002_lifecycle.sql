-- What bookings, policies and decisions need to be looked at again: deadlines, waiting order, earlier versions.

-- Bookings ------------------------------------------------------------------------------------------------------------

-- `deadline` is the next instant at which the server looks at the booking by itself; NULL: never.
-- `companion_of` is the booking that this one goes with.
-- `waiting_since` orders what waits for a slot, NULL: by `created_at`.
ALTER TABLE booking ADD COLUMN deadline INTEGER;
ALTER TABLE booking ADD COLUMN companion_of INTEGER;
ALTER TABLE booking ADD COLUMN waiting_since INTEGER;

CREATE INDEX booking_due ON booking (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX booking_companion ON booking (companion_of, id) WHERE companion_of IS NOT NULL;
CREATE INDEX booking_waiting ON booking (resource, coalesce(waiting_since, created_at), id)
WHERE state IN ('tentative', 'waitlisted');

-- What an organizer has on one resource; on all of them by going from each resource that they used to the next. In the
-- place of an index without the resource, so that a booking is not written to one more page.
DROP INDEX booking_by_organizer;
CREATE INDEX booking_by_organizer ON booking (organizer_key, resource, last_end, holds_time);

-- Resources and policies ----------------------------------------------------------------------------------------------

-- Every definition that a resource had; `number` is the change number at which it was saved. The newest is
-- `resource.data`, at `resource_change.revision`.
CREATE TABLE resource_version (
    resource INTEGER NOT NULL REFERENCES resource (no),
    number INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (resource, number)
);

INSERT INTO resource_version (resource, number, data)
SELECT r.no, c.revision, r.data FROM resource AS r JOIN resource_change AS c ON c.resource = r.no;

-- Policies that resources share by name. `data` is the policy alone.
CREATE TABLE named_policy (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (name, version)
) WITHOUT ROWID;

-- The directory -------------------------------------------------------------------------------------------------------

CREATE TABLE room_group (
    id TEXT PRIMARY KEY NOT NULL,
    data BLOB NOT NULL
) WITHOUT ROWID;

-- Records -------------------------------------------------------------------------------------------------------------

-- `resource_version` is the change number at which the resource was saved as it was used, 0 where it is not known.
-- `facts` is what else the decision rested on, empty where it is not known.
ALTER TABLE decision_record ADD COLUMN resource_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decision_record ADD COLUMN facts BLOB NOT NULL DEFAULT x'';

-- With the resource, so that the decisions about others are passed over without being read.
CREATE INDEX decision_record_by_time ON decision_record (decided_at, booking, seq, resource);

-- Series of which instances are still to be decided, and requests that wait for an answer, were not looked at until now:
-- they are due, since the last decision that was made and not since they were, so that nothing older is made up for.
UPDATE booking SET deadline = coalesce((SELECT max(decided_at) FROM decision_record), created_at)
WHERE holds_time = 1 AND (decided_through IS NOT NULL OR state = 'tentative');
