"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from config.start_up import refuse_unsafe_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

application = get_wsgi_application()
refuse_unsafe_database()
