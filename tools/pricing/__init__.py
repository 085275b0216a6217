"""What tokens cost and buy: the pricing page with its calculator, the way to the checkout and back, past purchases."""
