"""E-mail to buyers by any provider that django-anymail speaks to; the extra `[anymail]`."""
