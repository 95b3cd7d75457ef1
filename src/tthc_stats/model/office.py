"""The agency that reports: what its papers print and no table says."""

from __future__ import annotations

from typing import NamedTuple


class Office(NamedTuple):
    """What an office's papers print; ``None`` or empty where it is left to be written by hand.

    name, parent: the agency and the one above it. place: as dated papers begin. number,
    symbol: of the paper, such as ``BC-UBND``. subject: instead of the usual one.
    signer_authority, signer_title, signer_name: the block of the signature, such as
    ``TM. ỦY BAN NHÂN DÂN``, ``CHỦ TỊCH``. recipients: below “Nơi nhận”. form_code, citation,
    recipient_unit: of the official form, since they change. Source: NĐ 30/2020/NĐ-CP, annex I.
    """

    name: str | None = None
    parent: str | None = None
    place: str | None = None
    number: str | None = None
    symbol: str | None = None
    subject: str | None = None
    signer_authority: str | None = None
    signer_title: str | None = None
    signer_name: str | None = None
    recipients: tuple[str, ...] = ()
    form_code: str | None = None
    citation: str | None = None
    recipient_unit: str | None = None
