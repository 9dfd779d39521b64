"""What a browser receives: the page's model, the layers' columns, and how they are cut for a page."""
