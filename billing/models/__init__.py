from billing.models.provider_call import ProviderCall
from billing.models.provider_state import ProviderState

__all__ = ["ProviderCall", "ProviderState"]
