#!/usr/bin/env python3
"""Writes Sources/CalendarTime/WindowsZones.swift and IANAZones.swift.

Windows names: CLDR's windowsZones table as PyPI's tzlocal carries it (pip install tzlocal), territory 001.
IANA names: the zones and links of the system's tzdata (package tzdata, file tzdata.zi).
Display names: what Windows shows in its list of zones, without the offset in front; Outlook writes them into TZID.

    python3 Tests/Oracles/windows_zones.py
"""

import pathlib
import textwrap

from tzlocal.windows_tz import win_tz

ROOT = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "CalendarTime"

# Windows name (" Standard Time" left out where it ends so) = display names, separated by "|".
DISPLAY = """
Dateline = International Date Line West
UTC-11 = Coordinated Universal Time-11
Aleutian = Aleutian Islands
Hawaiian = Hawaii
Marquesas = Marquesas Islands
Alaskan = Alaska
UTC-09 = Coordinated Universal Time-09
Pacific Standard Time (Mexico) = Baja California | Tijuana, Baja California
UTC-08 = Coordinated Universal Time-08
Pacific = Pacific Time (US & Canada)
US Mountain = Arizona
Mountain Standard Time (Mexico) = Chihuahua, La Paz, Mazatlan | La Paz, Mazatlan
Mountain = Mountain Time (US & Canada)
Yukon = Yukon
Central America = Central America
Central = Central Time (US & Canada)
Easter Island = Easter Island
Central Standard Time (Mexico) = Guadalajara, Mexico City, Monterrey
Canada Central = Saskatchewan
SA Pacific = Bogota, Lima, Quito, Rio Branco | Bogota, Lima, Quito
Eastern Standard Time (Mexico) = Chetumal
Eastern = Eastern Time (US & Canada)
Haiti = Haiti
Cuba = Havana
US Eastern = Indiana (East)
Turks And Caicos = Turks and Caicos
Paraguay = Asuncion
Atlantic = Atlantic Time (Canada)
Venezuela = Caracas
Central Brazilian = Cuiaba
SA Western = Georgetown, La Paz, Manaus, San Juan
Pacific SA = Santiago
Newfoundland = Newfoundland
Tocantins = Araguaina
E. South America = Brasilia
SA Eastern = Cayenne, Fortaleza
Argentina = City of Buenos Aires | Buenos Aires
Greenland = Greenland
Montevideo = Montevideo
Magallanes = Punta Arenas
Saint Pierre = Saint Pierre and Miquelon
Bahia = Salvador
UTC-02 = Coordinated Universal Time-02 | Mid-Atlantic - Old | Mid-Atlantic
Azores = Azores
Cape Verde = Cabo Verde Is. | Cape Verde Is.
UTC = Coordinated Universal Time
GMT = Dublin, Edinburgh, Lisbon, London | Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London
Greenwich = Monrovia, Reykjavik
Sao Tome = Sao Tome
Morocco = Casablanca
W. Europe = Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna
Central Europe = Belgrade, Bratislava, Budapest, Ljubljana, Prague
Romance = Brussels, Copenhagen, Madrid, Paris
Central European = Sarajevo, Skopje, Warsaw, Zagreb
W. Central Africa = West Central Africa
Jordan = Amman
GTB = Athens, Bucharest | Athens, Bucharest, Istanbul | Athens, Istanbul, Minsk
Middle East = Beirut
Egypt = Cairo
E. Europe = Chisinau | E. Europe
Syria = Damascus
West Bank = Gaza, Hebron
South Africa = Harare, Pretoria
FLE = Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius | Helsinki, Kiev, Riga, Sofia, Tallinn, Vilnius
Israel = Jerusalem
South Sudan = Juba
Kaliningrad = Kaliningrad
Sudan = Khartoum
Libya = Tripoli
Namibia = Windhoek
Arabic = Baghdad
Turkey = Istanbul
Arab = Kuwait, Riyadh
Belarus = Minsk
Russian = Moscow, St. Petersburg | Moscow, St. Petersburg, Volgograd
E. Africa = Nairobi
Volgograd = Volgograd
Iran = Tehran
Arabian = Abu Dhabi, Muscat
Astrakhan = Astrakhan, Ulyanovsk
Azerbaijan = Baku
Russia Time Zone 3 = Izhevsk, Samara
Mauritius = Port Louis
Saratov = Saratov
Georgian = Tbilisi
Caucasus = Yerevan
Afghanistan = Kabul
West Asia = Ashgabat, Tashkent
Ekaterinburg = Ekaterinburg
Pakistan = Islamabad, Karachi
Qyzylorda = Qyzylorda
India = Chennai, Kolkata, Mumbai, New Delhi
Sri Lanka = Sri Jayawardenepura
Nepal = Kathmandu
Central Asia = Astana | Bishkek
Bangladesh = Dhaka
Omsk = Omsk
Myanmar = Yangon (Rangoon)
SE Asia = Bangkok, Hanoi, Jakarta
Altai = Barnaul, Gorno-Altaysk
W. Mongolia = Hovd
North Asia = Krasnoyarsk
N. Central Asia = Novosibirsk
Tomsk = Tomsk
China = Beijing, Chongqing, Hong Kong, Urumqi | Beijing, Chongqing, Hong Kong SAR, Urumqi
North Asia East = Irkutsk
Singapore = Kuala Lumpur, Singapore
W. Australia = Perth
Taipei = Taipei
Ulaanbaatar = Ulaanbaatar
Aus Central W. = Eucla
Transbaikal = Chita
Tokyo = Osaka, Sapporo, Tokyo
North Korea = Pyongyang
Korea = Seoul
Yakutsk = Yakutsk
Cen. Australia = Adelaide
AUS Central = Darwin
E. Australia = Brisbane
AUS Eastern = Canberra, Melbourne, Sydney
West Pacific = Guam, Port Moresby
Tasmania = Hobart
Vladivostok = Vladivostok
Lord Howe = Lord Howe Island
Bougainville = Bougainville Island
Russia Time Zone 10 = Chokurdakh
Magadan = Magadan
Norfolk = Norfolk Island
Sakhalin = Sakhalin
Central Pacific = Solomon Is., New Caledonia
Russia Time Zone 11 = Anadyr, Petropavlovsk-Kamchatsky | Petropavlovsk-Kamchatsky - Old
New Zealand = Auckland, Wellington
UTC+12 = Coordinated Universal Time+12
Fiji = Fiji
Chatham Islands = Chatham Islands
UTC+13 = Coordinated Universal Time+13
Tonga = Nuku'alofa
Samoa = Samoa
Line Islands = Kiritimati Island
"""


def current_names():
    """Maps names that tzdata keeps for old users only to those of its table of places."""
    with open("/usr/share/zoneinfo/zone.tab", encoding="utf-8") as file:
        places = {line.split()[2] for line in file if not line.startswith("#")}
    with open("/usr/share/zoneinfo/tzdata.zi", encoding="ascii") as file:
        links = {line.split()[2]: line.split()[1] for line in file if line.startswith("L ")}
    return {old: new for old, new in links.items() if old not in places and new in places}


def main():
    current = current_names()
    windows = {name.lower(): current.get(zone, zone) for name, zone in win_tz.items()}
    # Names of older Windows versions that CLDR no longer lists.
    windows.setdefault("mid-atlantic standard time", windows["utc-02"])
    windows.setdefault("kamchatka standard time", windows["russia time zone 11"])
    windows.setdefault("coordinated universal time", windows["utc"])
    displays = {}
    for line in DISPLAY.strip().splitlines():
        name, texts = (part.strip() for part in line.split("=", 1))
        zone = windows.get(name.lower()) or windows[name.lower() + " standard time"]
        for text in texts.split("|"):
            displays[text.strip().lower()] = zone
    names = set()
    with open("/usr/share/zoneinfo/tzdata.zi", encoding="ascii") as file:
        for line in file:
            fields = line.split()
            if line.startswith("Z "):
                names.add(fields[1])
            elif line.startswith("L "):
                names.add(fields[2])
    header = "// Written by Tests/Oracles/windows_zones.py; change that script, not this file.\n\n"
    table = [header + "extension ZoneNames {\n"]
    table.append("    /// CLDR's table of Windows names: lower-case name, `=`, IANA name; one per line.\n")
    table.append('    static let windowsTable: StaticString = """\n')
    table += [f"        {name}={zone}\n" for name, zone in sorted(windows.items())]
    table.append('        """\n\n    /// What Windows shows for them after the offset, in the same form.\n')
    table.append('    static let displayTable: StaticString = """\n')
    table += [f"        {name}={zone}\n" for name, zone in sorted(displays.items())]
    table.append('        """\n}\n')
    (ROOT / "WindowsZones.swift").write_text("".join(table))
    lines = textwrap.wrap(" ".join(sorted(names)), 100, break_long_words=False, break_on_hyphens=False)
    (ROOT / "IANAZones.swift").write_text(
        header + "extension ZoneNames {\n    /// The names of zones and links in tzdata, to set right what came in "
        'another case.\n    static let ianaNames: StaticString = """\n'
        + "".join(f"        {line}\n" for line in lines) + '        """\n}\n')


if __name__ == "__main__":
    main()
