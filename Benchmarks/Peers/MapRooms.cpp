#include "include/Peers.h"

#include <cstddef>
#include <map>
#include <vector>

struct MapRooms {
    struct Booking {
        int64_t end;
        int64_t booking;
    };
    std::vector<std::map<int64_t, Booking>> rooms;
};

MapRooms *map_rooms_create(int64_t rooms) {
    auto *made = new MapRooms;
    made->rooms.resize(static_cast<std::size_t>(rooms));
    return made;
}

void map_rooms_destroy(MapRooms *rooms) { delete rooms; }

static bool is_taken(const std::map<int64_t, MapRooms::Booking> &room, int64_t start, int64_t end) {
    auto next = room.lower_bound(end);
    return next != room.begin() && std::prev(next)->second.end > start;
}

bool map_rooms_has_conflict(const MapRooms *rooms, int64_t room, int64_t start, int64_t end) {
    return is_taken(rooms->rooms[static_cast<std::size_t>(room)], start, end);
}

bool map_rooms_check_insert(MapRooms *rooms, int64_t room, int64_t start, int64_t end, int64_t booking) {
    auto &bookings = rooms->rooms[static_cast<std::size_t>(room)];
    if (is_taken(bookings, start, end)) return false;
    bookings.emplace(start, MapRooms::Booking{end, booking});
    return true;
}

void map_rooms_remove(MapRooms *rooms, int64_t room, int64_t start) {
    rooms->rooms[static_cast<std::size_t>(room)].erase(start);
}
