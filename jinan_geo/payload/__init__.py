"""What a browser receives: the page's model, the layers' columns, how they are cut for a page."""
