#!/usr/bin/env python3
"""Every change of offset of twelve zones from 1975 to 2023, by python's zoneinfo over the system's tzdata.

    recurrence_zones.py > Samples/recurrence/zones.txt

Only past years are listed, because updates of tzdata change the future.
"""

import datetime
import zoneinfo

ZONES = ["Africa/Casablanca", "America/New_York", "America/Nuuk", "America/Sao_Paulo", "America/St_Johns",
         "Antarctica/Troll", "Asia/Tehran", "Australia/Lord_Howe", "Europe/Dublin", "Europe/Paris", "Pacific/Apia",
         "Pacific/Auckland"]
STEP = 6 * 3600


def offset(zone, seconds):
    moment = datetime.datetime.fromtimestamp(seconds, zone)
    return int(moment.utcoffset().total_seconds())


def main():
    print("# Written by Tests/Oracles/recurrence_zones.py: zone, UTC second of the change, offset before, offset after.")
    for name in ZONES:
        zone = zoneinfo.ZoneInfo(name)
        low = int(datetime.datetime(1975, 1, 1, tzinfo=datetime.timezone.utc).timestamp())
        end = int(datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc).timestamp())
        before = offset(zone, low)
        while low < end:
            high = low + STEP
            after = offset(zone, high)
            if after != before:
                left, right = low, high
                while right - left > 1:
                    middle = (left + right) // 2
                    left, right = (middle, right) if offset(zone, middle) == before else (left, middle)
                print(name, right, before, after)
            low, before = high, after


if __name__ == "__main__":
    main()
