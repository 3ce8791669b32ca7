"""Short forms that end in a dot, lower-cased and without it; all languages together."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After these a sentence goes on, whatever follows.
GOING_ON = _words("""
    mr mrs ms messrs dr drs prof rev hon fr gen col capt lt sgt maj sen rep gov pres st mt ft
    fig figs eq eqs ch chap chs sec sect vol vols ed eds pp pg nos nr cf vs v viz approx ca c
    circa resp esp incl i.e e.g a.k.a trans repr
    abb bzw d.h d evtl ggf hl hrsg kap sog u.a u vgl z.b z b h zit bspw inkl
    sr sra srta dra dña pág págs cap núm ej p.ej
    mme mlle mm env av j.-c p.ex
    sig sigg dott ecc pag
    dhr mevr bijv blz evt o.a m.b.t
""")
# These may also be a sentence's last word; whether the next one often begins a
# sentence decides.
MAY_END = _words("""
    etc al inc ltd co corp bros jr esq ph.d m.d b.c a.d b.c.e c.e a.m p.m u.s u.k u.n d.c
    jan feb apr aug sep sept oct nov dec usw ff enz s.a ee.uu p f s
""")
# Words of their own, too: short forms only before a number ("No. 5", but "He said no.").
BEFORE_NUMBER = _words("no art tab par mar jun")
