"""Who waits for a seat: places in the list, offers and their deadlines, moving up, the desk's part."""
