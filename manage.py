#!/usr/bin/env python
"""Starts Django; nothing else."""

import os
import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while modules load: end, say nothing

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from project.processes import follow_parent

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.local")
    try:
        follow_parent()
        import django

        django.setup()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Lectern cannot start: {error}")
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell says it
