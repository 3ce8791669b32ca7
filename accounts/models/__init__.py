from accounts.models.consent import GuardianConsent
from accounts.models.token import TokenFamily
from accounts.models.user import Modality, Profile, User, UserManager

__all__ = ["GuardianConsent", "Modality", "Profile", "TokenFamily", "User", "UserManager"]
