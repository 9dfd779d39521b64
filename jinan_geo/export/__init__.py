"""Takes data out: tables for QGIS, Excel and others, looking like the map where formats allow."""
