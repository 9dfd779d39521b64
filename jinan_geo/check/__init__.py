"""The rules: what is wrong with a layer, one module a family; issue-types.csv words each kind."""
