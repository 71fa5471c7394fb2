"""Hearing by text: Twilio calls us when a text comes in."""
