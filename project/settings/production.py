"""A real installation. What has no default here has to be set; see .env.example."""

from django.core.exceptions import ImproperlyConfigured

from project.settings.base import *  # noqa: F403
from project.settings.base import ENCRYPTION_KEYS, env

SECRET_KEY = env.text("LECTERN_SECRET_KEY")
if not ENCRYPTION_KEYS:
    raise ImproperlyConfigured("LECTERN_ENCRYPTION_KEYS is not set. See .env.example.")
ALLOWED_HOSTS = env.words("LECTERN_HOSTS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.boolean("LECTERN_HTTPS", True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
# Whether a school's other names are served by https alone is the school's to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
ACCOUNT_EMAIL_VERIFICATION = env.text("LECTERN_EMAIL_VERIFICATION", "mandatory")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("LECTERN_SMTP_HOST", "localhost")
EMAIL_PORT = env.integer("LECTERN_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("LECTERN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("LECTERN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("LECTERN_SMTP_TLS", False)
