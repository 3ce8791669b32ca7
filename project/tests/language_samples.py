"""The same three passages in the fourteen languages, and a question that the first one answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    question: str
    passages: tuple[str, str, str]  # plants, the moon, volcanoes


SAMPLES = {
    "en": Sample(
        "How do plants make sugar?",
        (
            "Green plants make sugar from water and carbon dioxide; the light of the sun gives "
            "them the energy for it.",
            "The moon has no air, and its dark plains were once seas of molten stone.",
            "A volcano breaks out where molten rock rises through the crust of the earth.",
        ),
    ),
    "es": Sample(
        "¿Cómo fabrica azúcar una planta?",
        (
            "Las plantas verdes fabrican azúcares con agua y dióxido de carbono; la luz del sol "
            "les da la energía necesaria.",
            "La luna no tiene aire, y sus llanuras oscuras fueron antaño mares de piedra fundida.",
            "Un volcán entra en erupción donde la roca fundida sube a través de la corteza.",
        ),
    ),
    "fr": Sample(
        "Comment une plante fabrique-t-elle le sucre ?",
        (
            "Les plantes vertes fabriquent des sucres avec de l’eau et du gaz carbonique ; la "
            "lumière du soleil leur donne l’énergie nécessaire.",
            "La lune n’a pas d’air, et ses plaines sombres furent jadis des mers de pierre fondue.",
            "Un volcan entre en éruption là où la roche fondue monte à travers la croûte.",
        ),
    ),
    "de": Sample(
        "Wie stellt eine Pflanze Zucker her?",
        (
            "Grüne Pflanzen bilden aus Wasser und Kohlendioxid verschiedene Zucker; das Licht der "
            "Sonne gibt ihnen die Energie dafür.",
            "Der Mond hat keine Luft, und seine dunklen Ebenen waren einst Meere aus Stein.",
            "Ein Vulkan bricht dort aus, wo geschmolzenes Gestein durch die Kruste aufsteigt.",
        ),
    ),
    "pt": Sample(
        "Como uma planta produz açúcar?",
        (
            "As plantas verdes produzem açúcares com água e gás carbônico; a luz do sol lhes dá "
            "a energia necessária.",
            "A lua não tem ar, e suas planícies escuras foram outrora mares de pedra derretida.",
            "Um vulcão entra em erupção onde a rocha derretida sobe através da crosta.",
        ),
    ),
    "it": Sample(
        "Come produce zucchero una pianta?",
        (
            "Le piante verdi producono zuccheri da acqua e anidride carbonica; la luce del sole "
            "dà loro l’energia necessaria.",
            "La luna non ha aria, e le sue pianure scure furono un tempo mari di pietra fusa.",
            "Un vulcano erutta dove la roccia fusa sale attraverso la crosta della terra.",
        ),
    ),
    "nl": Sample(
        "Hoe maakt een plant suiker?",
        (
            "Groene planten maken suikers uit water en koolstofdioxide; het licht van de zon "
            "geeft hun daarvoor de energie.",
            "De maan heeft geen lucht, en haar donkere vlakten waren ooit zeeën van steen.",
            "Een vulkaan barst uit waar gesmolten gesteente door de korst omhoog komt.",
        ),
    ),
    "pl": Sample(
        "Jak roślina wytwarza cukier?",
        (
            "Rośliny zielone wytwarzają cukry z wody i dwutlenku węgla; światło słońca daje im "
            "potrzebną do tego energię.",
            "Księżyc nie ma powietrza, a jego ciemne równiny były niegdyś morzami stopionej skały.",
            "Wulkan wybucha tam, gdzie stopiona skała unosi się przez skorupę ziemi.",
        ),
    ),
    "ru": Sample(
        "Как растение образует сахар?",
        (
            "Зелёные растения образуют сахара из воды и углекислого газа; свет солнца даёт им "
            "нужную для этого энергию.",
            "На луне нет воздуха, а её тёмные равнины были когда-то морями расплавленного камня.",
            "Вулкан извергается там, где расплавленная порода поднимается сквозь земную кору.",
        ),
    ),
    "ar": Sample(
        "كيف تصنع النبتة السكر؟",
        (
            "تصنع النباتات الخضراء السكريات من الماء وثاني أكسيد الكربون، ويمنحها ضوء الشمس الطاقة "
            "اللازمة لذلك.",
            "ليس للقمر هواء، وكانت سهوله المظلمة في الماضي بحارا من الصخر المنصهر.",
            "يثور البركان حيث يصعد الصخر المنصهر عبر قشرة الأرض.",
        ),
    ),
    "hi": Sample(
        "पौधा शर्करा कैसे बनाता है?",
        (
            "हरे पौधे पानी और कार्बन डाइऑक्साइड से शर्करा बनाते हैं; सूर्य का प्रकाश उन्हें इसके लिए ऊर्जा देता है।",
            "चंद्रमा पर हवा नहीं है, और उसके अँधेरे मैदान कभी पिघले पत्थर के समुद्र थे।",
            "ज्वालामुखी वहाँ फूटता है जहाँ पिघली हुई चट्टान धरती की परत से ऊपर उठती है।",
        ),
    ),
    "zh": Sample(
        "植物怎样制造糖分?",
        (
            "绿色植物用水和二氧化碳制造糖,太阳的光给它们所需要的能量。",
            "月球上没有空气,它那些黑暗的平原曾经是熔岩的海洋。",
            "熔化的岩石穿过地壳上升的地方,火山就会爆发。",
        ),
    ),
    "ja": Sample(
        "植物はどうやって糖をつくるのですか?",
        (
            "緑の植物は水と二酸化炭素から糖をつくり、太陽の光がそのためのエネルギーを与える。",
            "月には空気がなく、その暗い平原はかつて溶けた岩の海であった。",
            "溶けた岩が地殻を通って上がってくるところで火山が噴火する。",
        ),
    ),
    "ko": Sample(
        "식물이 당분을 어떻게 만듭니까?",
        (
            "녹색 식물은 물과 이산화탄소로 당분을 만들며, 햇빛이 그에 필요한 에너지를 준다.",
            "달에는 공기가 없으며, 어두운 평원은 한때 녹은 암석의 바다였다.",
            "녹은 암석이 지각을 뚫고 올라오는 곳에서 화산이 폭발한다.",
        ),
    ),
}
