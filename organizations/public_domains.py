"""Domains of mail that anybody can have: they say nothing of whose somebody is."""

_TEXT = """
    126.com 163.com aol.com att.net bigpond.com btinternet.com comcast.net duck.com
    email.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr
    hotmail.it hushmail.com icloud.com inbox.com interia.pl laposte.net libero.it live.co.uk
    live.com live.fr live.nl mac.com mail.com mail.ru mailbox.org me.com msn.com naver.com
    o2.pl orange.fr outlook.com outlook.de outlook.es outlook.fr pm.me proton.me
    protonmail.com qq.com rediffmail.com rocketmail.com sapo.pt sbcglobal.net seznam.cz
    sina.com t-online.de tuta.com tutanota.com verizon.net wanadoo.fr web.de wp.pl yahoo.ca
    yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.de yahoo.es yahoo.fr
    yahoo.it yandex.com yandex.ru ymail.com zoho.com
"""
PUBLIC_DOMAINS = frozenset(_TEXT.split())


def is_public(domain: str) -> bool:
    return domain.strip().lower() in PUBLIC_DOMAINS
