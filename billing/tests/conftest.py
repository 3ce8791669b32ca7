from tests.model_fixtures import calls, endpoint, pauses, server

__all__ = ["calls", "endpoint", "pauses", "server"]
