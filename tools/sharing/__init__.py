"""Results that their owners show to others: the copy that is made, the page under the link, the list of links."""
