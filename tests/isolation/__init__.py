"""Nobody sees another organization's data, proved for every address: see docs/tenancy.md."""
