"""Which numbers are these: CRSs, shifted systems, anchors, and the doctor who weighs them."""
