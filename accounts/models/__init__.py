from accounts.models.token import TokenFamily
from accounts.models.user import Modality, Profile, User, UserManager

__all__ = ["Modality", "Profile", "TokenFamily", "User", "UserManager"]
