"""Rosters: a school's own list of people and classes, as a file, becomes rows here.

    reading   archive, tables, oneroster, plain   a file -> Roster, listed columns only
    planning  existing, planning/                 Roster + what is there -> Plan
    applying  work, applying/                     Plan -> rows, in batches, by a job
    undoing   undoing/                            exactly what one import did, where it still holds

The doors are `previewing.preview_roster` (changes nothing), `services` and `selectors`.
"""
