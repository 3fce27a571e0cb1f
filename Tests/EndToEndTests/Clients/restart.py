"""restart.py book|find: books a room before a restart, and finds the booking after it."""

import sys

import town as doors
from days import at, tuesday
from town import Town, expect_equal, spoken


def main():
    span = at(tuesday(6), "9:00", "10:00")
    camille = Town("camille.martin")
    if sys.argv[1] == "book":
        expect_equal(camille.book("salle-jaures", *span, title="Avant").status_code, 201, "booking")
    (found,) = camille.bookings("salle-jaures", *span)
    expect_equal(found["title"], "Avant", "title")
    expect_equal([spoken(each) for each in doors.taken(found)], [spoken(span)], "times")


if __name__ == "__main__":
    doors.run(main, deadline=60)
