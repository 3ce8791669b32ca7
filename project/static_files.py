"""Static files, by whitenoise, in the way that suits the server."""

from django.core.handlers.asgi import ASGIRequest
from whitenoise.middleware import WhiteNoiseMiddleware

from project.blocks import BLOCK_BYTES, in_threads


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    @staticmethod
    def serve(static_file, request):
        response = WhiteNoiseMiddleware.serve(static_file, request)
        if isinstance(request, ASGIRequest):
            response.block_size = BLOCK_BYTES
            response.streaming_content = in_threads(iter(response.streaming_content))
        return response
