"""Letters of the Vietnamese font encodings, and words that are Vietnamese syllables.

TCVN3 is TCVN 5712:1993 VN3, the encoding of the ABC fonts; VNI is the one of the VNI fonts
for Windows. Both are shown here as their bytes appear in Latin-1. Loaded on demand only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple
from unicodedata import normalize

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Grave, hook, tilde, acute, dot below: the order of every table here."""

VOWELS = "aăâeêioôơuưy"
TONED = {vowel: tuple(normalize("NFC", vowel + tone) for tone in TONES) for vowel in VOWELS}
LETTERS = (*VOWELS, "đ", *(letter for toned in TONED.values() for letter in toned))

TCVN3_ROWS = (
    (0xA1, "ĂÂÊÔƠƯĐ"),
    (0xA8, "ăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
"""The first code of each row and the letters that follow one another from there."""

VNI_LETTERS = {"ơ": "ô", "ư": "ö", "đ": "ñ", "ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ"}
VNI_MARKS = {
    **dict.fromkeys("aeouy", "øûõùï"),
    **dict.fromkeys("âêô", "àåãáä"),
    "ă": "èúüéë",
    "ơ": "øûõùï",
    "ư": "øûõùï",
}
"""The mark that follows the base letter, by tone. The toned forms of i are codes of their own."""
VNI_I = "ìæóíò"
VNI_SINGLE = {"ỵ": "î"}


class FontEncoding(NamedTuple):
    """letters: code (one or two characters) → letter; codes: letter → code.

    stray: a character that no text in this encoding has at that place.
    """

    letters: dict[str, str]
    codes: dict[str, str]
    pattern: re.Pattern[str]
    stray: re.Pattern[str]

    def read(self, text: str) -> str:
        return self.pattern.sub(lambda code: self.letters[code[0]], text)

    def write(self, text: str) -> str:
        return "".join(self.codes.get(letter, letter) for letter in text)


def _tcvn3() -> FontEncoding:
    letters = {chr(first + i): c for first, row in TCVN3_ROWS for i, c in enumerate(row)}
    codes = {letter: code for code, letter in letters.items()}
    for letter in LETTERS:
        codes.setdefault(letter.upper(), codes.get(letter, letter.upper()))
    unused = "".join(c for c in map(chr, range(0xC0, 0x100)) if c not in letters)
    return FontEncoding(letters, codes, _any_of(letters), re.compile(f"[{unused}]"))


def _vni() -> FontEncoding:
    codes = _vni_codes()
    codes |= {letter.upper(): code.upper() for letter, code in codes.items()}
    readings = {code: letter for letter, code in codes.items()}
    for letter, code in _vni_slips():
        readings.setdefault(code, letter)
    for code, letter in list(readings.items()):
        if len(code) == 2:
            readings.setdefault(code[0] + code[1].swapcase(), letter)
    marks = "".join(sorted({code[1] for code in readings if len(code) == 2}))
    stray = re.compile(f"(?<![aeiouyôöAEIOUYÔÖ])[{marks}]")
    return FontEncoding(readings, codes, _any_of(readings), stray)


def _vni_codes() -> dict[str, str]:
    codes = dict(VNI_LETTERS)
    for vowel, marks in VNI_MARKS.items():
        base = codes.get(vowel, vowel)[0]
        codes |= {letter: base + mark for letter, mark in zip(TONED[vowel], marks, strict=True)}
    return codes | dict(zip(TONED["i"], VNI_I, strict=True)) | VNI_SINGLE


def _vni_slips() -> list[tuple[str, str]]:
    """The general marks on i and y, which typists use although the fonts have own codes."""
    marks = VNI_MARKS["a"]
    pairs = [(TONED[v][t], v + marks[t]) for v, t in product("iy", range(len(TONES)))]
    return pairs + [(letter.upper(), code.upper()) for letter, code in pairs]


def _any_of(codes: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(codes, key=len, reverse=True)))


FONT_ENCODINGS = {"tcvn3": _tcvn3(), "vni": _vni()}


RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi
om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh uêu ui um un ung uôc uôi uôm uôn uông uôt up ut uơ
uy uya uych uyên uyêt uyn uynh uyp uyt uyu
ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y
ak ăk âk ôk ok uk
"""
"""The last line: names of the Central Highlands (Đắk Lắk, Krông Búk), whose tones are free."""

RHYMES_AFTER_QU = """
a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê êch ên ênh êt
i ich inh it iu ơ ơi ơn ơt ôc y ych yên yêng yêt ynh yt
"""

_RHYME = "(?:" + "|".join(RHYMES.split()) + ")"
_SYLLABLE = re.compile(
    f"(?:b|ch|d|đ|h|kh|l|m|n|nh|p|ph|r|s|t|th|tr|v|x|kr|pl|br|đr)?{_RHYME}"
    f"|(?:c|g|ng)(?=[aăâoôơuư]){_RHYME}"
    f"|(?:k|gh|ngh)(?=[eêiy]){_RHYME}"
    f"|gi(?=[aăâeêoôơuư]){_RHYME}"
    f"|qu(?:{'|'.join(RHYMES_AFTER_QU.split())})"
    "|gin?|giê(?:c|m|ng|t)|k(?:a|ak|an|on|ông)|y(?:êm|ên|êng|êt|êu)"
)
_SPELLED = str.maketrans(
    {letter: f"{vowel}{i}" for vowel, row in TONED.items() for i, letter in enumerate(row, 1)}
)
_ACUTE_OR_DOT = ("4", "5")
_STOPPED = re.compile(r"[cpt]h?$")
_TONE_ON_GLIDE = re.compile(r"(?:[aâ][iouy]|[eê][ou]|[oôơư]i|ưu|(?<!g)iu|(?<!q)ui)[1-5]$")


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Whether a word in NFC could be one Vietnamese syllable: onset, rhyme and tone."""
    spelled = word.lower().translate(_SPELLED)
    tones = re.findall(r"[1-5]", spelled)
    bare = re.sub(r"[1-5]", "", spelled)
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare) or _TONE_ON_GLIDE.search(spelled):
        return False
    return not _stopped(bare) or (bool(tones) and tones[0] in _ACUTE_OR_DOT)


def _stopped(bare: str) -> bool:
    return _STOPPED.search(bare) is not None and not bare.endswith(("th", "ph"))


Verdict = Literal["gain", "loss", "unknown", "neutral"]

_VOWEL = re.compile("[aeiouy]").search
_ETH_OR_SOFT_HYPHEN = str.maketrans("Ðð", "Đđ", "\xad")


@lru_cache(maxsize=1 << 16)
def verdict(word: str, encoding: str) -> Verdict:
    """What reading a word in a font encoding makes of it.

    gain: a syllable, which it was not before; loss: no syllable any more, or letters that
    nobody could have typed; unknown: a syllable neither before nor after; neutral: syllables
    both, or too little to tell (no vowel, no plain letter, no consonant in front).
    """
    font = FONT_ENCODINGS[encoding]
    if font.stray.search(word):
        return "loss"
    read = font.read(word).lower()
    after = is_syllable(read)
    if is_syllable(word.translate(_ETH_OR_SOFT_HYPHEN)):
        return "neutral" if after else "loss"
    plain = normalize("NFD", read)
    if not after:
        return "unknown" if _VOWEL(plain) else "neutral"
    return "gain" if re.search("[A-Za-z]", word) and not _VOWEL(plain[0]) else "neutral"
