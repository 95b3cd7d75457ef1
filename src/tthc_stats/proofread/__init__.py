"""From the text of a report to stated figures and verdicts.

One module a step: ``figures`` (numbers and what kind they are), ``phrases`` (what they
count), ``subjects`` (of whom and when), ``claims`` (shares and the pairs that explain them),
``changes`` (differences between periods), ``sums`` (counts that must add up) and ``against``
(tables and registers beside the text); ``proofreading`` runs them all.
"""
