/* Reads lines "RULE DTSTART COUNT" and prints what libical expands each to, or "endless" when it takes over a second:
   some rules never return from its iterator, so each runs in a process of its own. */
#include <libical/ical.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void expand(const char *rule, const char *start, int count)
{
    struct icalrecurrencetype recurrence = icalrecurrencetype_from_string(rule);
    struct icaltimetype first = icaltime_from_string(start);
    icalrecur_iterator *iterator = icalrecur_iterator_new(recurrence, first);
    if (iterator == NULL) {
        printf("refused\n");
        return;
    }
    for (int index = 0; index < count; index++) {
        struct icaltimetype next = icalrecur_iterator_next(iterator);
        if (icaltime_is_null_time(next) || next.year >= 2100)
            break;
        printf("%s%s", index ? " " : "", icaltime_as_ical_string(next));
    }
    printf("\n");
}

int main(void)
{
    char line[4096], rule[2048], start[64];
    int count;
    icalerror_set_errors_are_fatal(0);
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "%2047s %63s %d", rule, start, &count) != 3)
            continue;
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            static char buffer[1 << 16];
            setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
            alarm(1);
            expand(rule, start, count);
            fflush(stdout);
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (WIFSIGNALED(status))
            printf("endless\n");
    }
    return 0;
}
