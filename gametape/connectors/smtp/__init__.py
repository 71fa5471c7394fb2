"""E-mail to buyers by a mail server, the one of GAMETAPE_SMTP_URL."""
