"""The most frequent words of a language, which say nothing about what a text is about.

Kept short: a word that is missing here only costs a little speed, because its
weight is small anyway; a word that is here by mistake can never be found.
"""

STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a about after all also an and any are as at be because been before being between both
            but by can could did do does doing done during each for from had has have having he
            her here hers him his how i if in into is it its itself just me more most my no nor
            not of off on once only or other our out over own same she should so some such than
            that the their them then there these they this those through to too under until up
            upon very was we were what when where which while who whom whose why will with would
            you your
        """,
        "es": """
            a al algo ante antes como con contra cual cuando cuya cuyo cuál cuáles cuándo cómo de
            del desde donde durante dónde e el ella ellas ellos en entre era eran es esa ese eso
            esta estas este esto estos fue fueron ha han hasta hay la las le les lo los me mi muy
            más ni no nos o otra otro para pero por porque que quien quién qué se ser si sin sobre
            son su sus también te tiene un una uno unos y ya
        """,
        "fr": """
            ainsi au aux avec c ce ces cet cette comment d dans de des donc du elle elles en entre
            est et eu il ils j je l la le les leur leurs lors lui m mais même n ne ni nos notre
            nous on ont ou où par pas plus pour pourquoi qu quand que quel quelle quelles quels
            qui quoi s sa sans se ses si son sont sous sur t un une vos votre vous y à étaient
            était été être
        """,
        "de": """
            aber als also am an auch auf aus bei beim bis da damit das dass dem den denn der des
            die dies diese diesem diesen dieser dieses doch du durch ein eine einem einen einer
            eines er es für hat hatte hatten ich ihr ihre im in ist ja kann kein keine man mit
            nach nicht noch nur ob oder ohne sein seine sich sie sind so um und uns unter vom von
            vor war waren warum was welche welcher welches wenn wer werden wie wird wo wurde
            wurden zu zum zur zwischen über
        """,
        "pt": """
            a ao aos após as até com como da das de dela dele depois do dos e ela elas ele eles em
            entre era eram essa esse esta este eu foi foram há isso isto já lhe mais mas me mesmo
            na nas nem no nos não nós o onde os ou para pela pelas pelo pelos por porque quais
            qual quando que quem quê se sem ser seu seus sobre sua suas são só também tem têm um
            uma uns você à às é
        """,
        "it": """
            a ad agli ai al alla alle allo anche c che chi ci come con cui d da dagli dai dal
            dalla dalle dallo degli dei del della delle dello di dove e ed era erano essere fra fu
            furono gli ha hanno i il in io l la le lei li lo loro lui ma mi ne negli nei nel nella
            nelle nello noi non o per perché più qual quale quali quando quanto quella quello
            questa questo se si sia sono su sua sue sui sul sulla suo tra un una uno è
        """,
        "nl": """
            aan al als bij dan dat de deze die dit door een en er had hadden heb hebben heeft het
            hij hoe hun ik in is je kan maar me met mijn na naar niet nog nu of om omdat onder ons
            ook op over te tegen toch toen tot uit van veel voor waar waarom wanneer waren was wat
            we welke werd werden wie worden wordt ze zich zij zijn zo zonder
        """,
        "pl": """
            a aby albo ale ani bo by być był była było były co czy czym dla do gdy gdzie go i ich
            ile im ja jak jaka jakie jako jaki je jednak jego jej jest jeszcze jeśli już kiedy kto
            która które którego której który których którzy lub ma może można na nad nawet nie
            niego niej nim nimi nich o od on ona one oni oraz po pod przed przez przy są się tak
            także tam te tego tej ten to tu tych tym tylko w we wszystkie z za ze że
        """,
        "ru": """
            а без более бы был была были было быть в вам вас во вот все всё вы где да для до его
            ее её если есть ещё же за и из или им их к как какая какие какой когда кто которая
            которое которые который ли между мне может мы на над не него нее неё ней нет ни ним
            них но о об один он она они оно от по под после при про с сколько со так также такие
            там то того тоже той только том ту ты у уже чего чем что чтобы эта эти это этой этом
            этот этого я является являются
        """,
        "ar": """
            إلى إن أن أو أي أين التي الذي الذين الى ان او اي أيضا بعد بها به بين تكون تم ثم حتى
            حيث خلال ذلك سوف عن عند على علي غير فإن في فيها فيه قبل قد كان كانت كل كما كم كيف لا
            لكن لم لماذا لها له ليس ما ماذا متى مثل مع مما من منذ منها منه نحن هذا هذه هل هم هنا
            هناك هو هي و وقد وكان ولا ولم وما ومن وهو وهي يكون
        """,
        "hi": """
            अपना अपनी अपने अब आदि इन इस इसका इसकी इसके इसमें इसे उन उनका उनकी उनके उस उसका उसकी
            उसके उसे एक एवं ऐसे और कई कब कर करता करते करना करने कहाँ कहा का कि किया किस किसी की कुछ
            के को कोई कौन क्या क्यों कैसे गई गए गया जब जहाँ जा जाता जाती जाते जाने जो तक तथा तब तो था
            थी थे द्वारा न नहीं ने पर बाद भी में यदि यह यहाँ या ये रहा रही रहे लिए वह वहाँ वाला वाली
            वाले वे से हम ही हुआ हुई हुए है हैं हो होता होती होते होना होने
        """,
    }.items()
}
