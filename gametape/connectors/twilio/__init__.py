"""Texts to buyers by Twilio's REST API, with an account and a number of the store's own."""
