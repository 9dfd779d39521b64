"""Questions put to a city: what changed, which reports are due, how good the data are."""
