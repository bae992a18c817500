"""The index of all reviews, written last and by one process."""
