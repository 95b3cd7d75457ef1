-- How long dossiers took, wait or are late, in half working days.
--
-- In:  classed (dossiers.sql); calendar(day, cumulative), the half-days worked up to the end
--      of each day, so that the difference of two days is what was worked after the one up
--      to the end of the other: the day it begins with does not count, the last one does.
-- Out: spans, a row per dossier and measure that applies to it. half_days is NULL where one
--      of its days is missing, or where it ends before it begins.
-- With: :measures (those asked for), :as_of (a date), :paused_since (a column).
--
-- What is paused or already finished does not fall due soon; a dossier is as old as the time
-- since its receipt, pauses included.
dated_spans AS (
    SELECT
        *,
        CASE
            WHEN measure IN ('lateness', 'overdue') THEN due_day
            WHEN measure = 'due_soon' THEN :as_of
            WHEN measure = 'paused' THEN CAST(:paused_since AS DATE)
            ELSE received_day
        END AS first_day,
        CASE
            WHEN measure IN ('processing', 'lateness') THEN ended_day
            WHEN measure = 'due_soon' THEN due_day
            ELSE :as_of
        END AS final_day
    FROM classed
    CROSS JOIN (VALUES :measures) AS measures (measure)
    WHERE
        (measure = 'processing' AND place = 'resolved')
        OR (measure = 'lateness' AND timeliness = 'late')
        OR (measure = 'age' AND place = 'pending')
        OR (measure = 'overdue' AND deadline = 'overdue')
        OR (measure = 'paused' AND place = 'pending' AND ended_day IS NULL AND state = 'paused')
        OR (
            measure = 'due_soon' AND deadline = 'in_time' AND due_day >= :as_of
            AND (ended_day > :as_of OR (ended_day IS NULL AND COALESCE(state, '') <> 'paused'))
        )
),

spans AS (
    SELECT
        dated_spans.*,
        CASE
            WHEN final_day >= first_day THEN final.cumulative - start.cumulative
        END AS half_days
    FROM dated_spans
    LEFT JOIN calendar AS start ON dated_spans.first_day = start.day
    LEFT JOIN calendar AS final ON dated_spans.final_day = final.day
)
