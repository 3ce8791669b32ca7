"""Strategies of an organization or a teacher, which extend a global one."""
