"""The room that takes data out: tables for QGIS, Excel and others, looking like the map where the format allows."""
