#include "include/Peers.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct SQLiteRooms {
    sqlite3 *database;
    sqlite3_stmt *insert;
    sqlite3_stmt *free_rooms;
};

static void must(SQLiteRooms *rooms, int result) {
    if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) return;
    fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(rooms->database));
    exit(1);
}

SQLiteRooms *sqlite_rooms_create(int64_t count) {
    SQLiteRooms *rooms = calloc(1, sizeof *rooms);
    must(rooms, sqlite3_open(":memory:", &rooms->database));
    const char *schema = "CREATE TABLE room (id INTEGER PRIMARY KEY);"
                         "CREATE TABLE booking (room INTEGER NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,"
                         " PRIMARY KEY (room, starts)) WITHOUT ROWID;";
    must(rooms, sqlite3_exec(rooms->database, schema, NULL, NULL, NULL));
    must(rooms, sqlite3_exec(rooms->database, "BEGIN", NULL, NULL, NULL));
    sqlite3_stmt *add;
    must(rooms, sqlite3_prepare_v2(rooms->database, "INSERT INTO room VALUES (?1)", -1, &add, NULL));
    for (int64_t room = 0; room < count; room++) {
        must(rooms, sqlite3_bind_int64(add, 1, room));
        must(rooms, sqlite3_step(add));
        must(rooms, sqlite3_reset(add));
    }
    sqlite3_finalize(add);
    const char *insert = "INSERT OR IGNORE INTO booking VALUES (?1, ?2, ?3)";
    must(rooms, sqlite3_prepare_v2(rooms->database, insert, -1, &rooms->insert, NULL));
    return rooms;
}

void sqlite_rooms_insert(SQLiteRooms *rooms, int64_t room, int64_t start, int64_t end) {
    must(rooms, sqlite3_bind_int64(rooms->insert, 1, room));
    must(rooms, sqlite3_bind_int64(rooms->insert, 2, start));
    must(rooms, sqlite3_bind_int64(rooms->insert, 3, end));
    must(rooms, sqlite3_step(rooms->insert));
    must(rooms, sqlite3_reset(rooms->insert));
}

void sqlite_rooms_prepare(SQLiteRooms *rooms) {
    must(rooms, sqlite3_exec(rooms->database, "COMMIT; ANALYZE;", NULL, NULL, NULL));
    /* The last booking of a room that starts before the end decides: one seek for each room. */
    const char *query = "SELECT count(*) FROM room WHERE coalesce((SELECT ends FROM booking WHERE room = room.id"
                        " AND starts < ?2 ORDER BY starts DESC LIMIT 1), 0) <= ?1";
    must(rooms, sqlite3_prepare_v2(rooms->database, query, -1, &rooms->free_rooms, NULL));
}

int64_t sqlite_rooms_free(SQLiteRooms *rooms, int64_t start, int64_t end) {
    must(rooms, sqlite3_bind_int64(rooms->free_rooms, 1, start));
    must(rooms, sqlite3_bind_int64(rooms->free_rooms, 2, end));
    must(rooms, sqlite3_step(rooms->free_rooms));
    int64_t free_count = sqlite3_column_int64(rooms->free_rooms, 0);
    must(rooms, sqlite3_reset(rooms->free_rooms));
    return free_count;
}

void sqlite_rooms_destroy(SQLiteRooms *rooms) {
    sqlite3_finalize(rooms->insert);
    sqlite3_finalize(rooms->free_rooms);
    sqlite3_close(rooms->database);
    free(rooms);
}
