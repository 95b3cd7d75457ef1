"""From bytes to tables of counts: readers, old text encodings, numbers, headers, layouts."""
