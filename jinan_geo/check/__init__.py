"""The rules: what is wrong with a layer, one module a family; ``jinan_geo/data/issue-types.csv`` words each kind."""
