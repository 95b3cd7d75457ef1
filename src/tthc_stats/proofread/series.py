"""Shares in a row of fields or units, of which only the first says what it is of."""

from __future__ import annotations

from tthc_stats.model.ratio import scaled
from tthc_stats.proofread.ledger import Ledger, same_things
from tthc_stats.proofread.stated_share import StatedShareOf


def in_series(ledger: Ledger, share: StatedShareOf, before: StatedShareOf | None) -> StatedShareOf:
    """“đất đai 1.213 hồ sơ, chiếm 26,87% tổng số 4.515 hồ sơ; hộ tịch 16 hồ sơ, chiếm 0,35%”: a
    share of another field or unit is of the base that is named for the one before.
    """
    if before is None or not (before.exact and before.below and before.above):
        return share
    base, one = before.below[0], before.above[0]
    stated = [
        ledger.stated.get(x.span.start) for s in (before, share) for x in s.above[:1] if x.span
    ]
    if len(stated) < 2 or any(base.sure for base in share.below) or not base.sure:
        return share
    first, second = stated
    alike = first and second and first.count is second.count and same_things(first, second)
    whose = [found.scope.who for found in stated if found]
    kinds, keys = {who and who.kind for who in whose}, {who and who.key for who in whose}
    fits = scaled(one.value, base.amount.value, before.figure.decimals) == before.figure.value
    if alike and fits and len(kinds) == 1 and len(keys) == 2 and None not in kinds:
        return share._replace(below=(*share.below, base))
    return share
