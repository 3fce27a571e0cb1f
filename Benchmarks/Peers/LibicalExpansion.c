#include "include/Peers.h"

#include <libical/ical.h>

int64_t libical_expand(const char *rule, const char *start, const char *zone) {
    struct icalrecurrencetype recurrence = icalrecurrencetype_from_string(rule);
    struct icaltimetype first = icaltime_from_string(start);
    icaltimezone *builtin = zone ? icaltimezone_get_builtin_timezone(zone) : icaltimezone_get_utc_timezone();
    icaltime_set_timezone(&first, builtin);
    icalrecur_iterator *iterator = icalrecur_iterator_new(recurrence, first);
    if (!iterator) return -1;
    int64_t count = 0;
    int64_t seconds = 0;
    for (struct icaltimetype next = icalrecur_iterator_next(iterator); !icaltime_is_null_time(next);
         next = icalrecur_iterator_next(iterator)) {
        /* Instants are what a conflict check needs. */
        seconds ^= (int64_t)icaltime_as_timet_with_zone(next, builtin);
        count++;
    }
    icalrecur_iterator_free(iterator);
    return seconds == 1 ? -2 : count;
}
