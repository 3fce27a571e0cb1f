#ifndef PEERS_H
#define PEERS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One ordered map for each room, from start to end: what a careful C++ programmer writes for exclusive rooms.
typedef struct MapRooms MapRooms;
MapRooms *map_rooms_create(int64_t rooms);
void map_rooms_destroy(MapRooms *rooms);
bool map_rooms_has_conflict(const MapRooms *rooms, int64_t room, int64_t start, int64_t end);
/// False, and nothing changed, where the range is taken.
bool map_rooms_check_insert(MapRooms *rooms, int64_t room, int64_t start, int64_t end, int64_t booking);
void map_rooms_remove(MapRooms *rooms, int64_t room, int64_t start);

/// An indexed table of bookings in an SQLite database in memory.
typedef struct SQLiteRooms SQLiteRooms;
SQLiteRooms *sqlite_rooms_create(int64_t rooms);
void sqlite_rooms_destroy(SQLiteRooms *rooms);
void sqlite_rooms_insert(SQLiteRooms *rooms, int64_t room, int64_t start, int64_t end);
/// To be called once, after the bookings are in.
void sqlite_rooms_prepare(SQLiteRooms *rooms);
/// How many rooms are free.
int64_t sqlite_rooms_free(SQLiteRooms *rooms, int64_t start, int64_t end);

/// Parses and expands a rule with libical's iterator; gives how many starts there were.
/// - zone: NULL for UTC, else an IANA name.
int64_t libical_expand(const char *rule, const char *start, const char *zone);

/// Bytes that the program has allocated and not freed.
int64_t heap_in_use(void);

#ifdef __cplusplus
}
#endif

#endif
