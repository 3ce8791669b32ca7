from billing.models.provider_call import ProviderCall
from billing.models.provider_state import ProviderState
from billing.models.referral import MonthOfCredit, Referral, ReferralCode

__all__ = ["MonthOfCredit", "ProviderCall", "ProviderState", "Referral", "ReferralCode"]
