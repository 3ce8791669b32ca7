"""What a SAML server sends back: signed here, right or wrong in one way."""

from base64 import b64encode
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.x509.oid import NameOID
from django.utils import timezone
from onelogin.saml2.utils import OneLogin_Saml2_Utils

ENTITY = "https://id.riverside.example/saml"
SSO = "https://id.riverside.example/sso"
ANSWER = """\
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0" \
IssueInstant="{now}" Destination="{acs}"{answers}>\
<saml:Issuer>{entity}</saml:Issuer>\
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>\
</samlp:Status>{assertion}</samlp:Response>"""
ASSERTION = """\
<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
ID="_assertion" Version="2.0" IssueInstant="{now}"><saml:Issuer>{entity}</saml:Issuer>\
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">\
{subject}</saml:NameID><saml:SubjectConfirmation \
Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData \
NotOnOrAfter="{end}" Recipient="{acs}"{answers}/></saml:SubjectConfirmation></saml:Subject>\
<saml:Conditions NotBefore="{start}" NotOnOrAfter="{end}"><saml:AudienceRestriction>\
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_session"><saml:AuthnContext>\
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password\
</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>\
<saml:AttributeStatement><saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3">\
<saml:AttributeValue xsi:type="xs:string">{email}</saml:AttributeValue></saml:Attribute>\
</saml:AttributeStatement></saml:Assertion>"""


def key_pair() -> tuple[str, str]:
    """(private key, certificate), both PEM."""
    key = generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.riverside.example")])
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), certificate.public_bytes(pem).decode()


def answer(pair: tuple[str, str], *, acs: str, request_id: str, **changes) -> str:
    """Base64, as a browser posts it. changes: of the values below; signed=False leaves it out."""
    now = timezone.now()
    values = {
        "now": _stamp(now),
        "start": _stamp(now - timedelta(minutes=5)),
        "end": _stamp(now + timedelta(minutes=5)),
        "acs": acs,
        "entity": ENTITY,
        "audience": acs.replace("/acs/", "/metadata/"),
        "subject": "p-1",
        "email": "eva@riverside.example",
        "answers": f' InResponseTo="{request_id}"' if request_id else "",
    } | changes
    assertion = ASSERTION.format(**values)
    if changes.get("signed", True):
        assertion = OneLogin_Saml2_Utils.add_sign(assertion, *pair).decode()
    for before, after in changes.get("tamper", {}).items():
        assertion = assertion.replace(before, after)
    return b64encode(ANSWER.format(assertion=assertion, **values).encode()).decode()


def expired() -> dict:
    past = timezone.now() - timedelta(hours=1)
    return {"start": _stamp(past - timedelta(minutes=5)), "end": _stamp(past)}


def _stamp(moment) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
