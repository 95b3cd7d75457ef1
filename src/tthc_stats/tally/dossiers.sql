-- What became of every dossier of a register in a period, and the counts that follow.
--
-- In:  dossiers(received, due, due_end, ended, state, channel, service, readable, :groups),
--      a row per dossier. due_end is the last moment of a due day that names no hour.
--      state is one of pending, paused, withdrawn, returned, resolved, refused, new, or
--      NULL where there is none; ended the day it was finished, else handed over.
-- Out: a row per group with the counts of the contract, and its first and last day of receipt.
-- With: :first_day, :last_day, :as_of (dates, all included), :rule ('date', 'timestamp'),
--      :no_due ('on-time', 'exclude').
--
-- Rules (NĐ 61/2018 and the systems in use): what is new or refused was never received.
-- What was withdrawn or returned is resolved on time; what waits for the citizen is pending
-- in time; without a due day nothing is late. A day decides, not the hour, unless the rule
-- is 'timestamp'; then early and on time are one class. Due on the day as_of is in time.
WITH dated AS (
    SELECT
        *,
        CAST(received AS DATE) AS received_day,
        CAST(due AS DATE) AS due_day,
        CAST(ended AS DATE) AS ended_day,
        COALESCE(state IN ('resolved', 'withdrawn', 'returned'), FALSE) AS is_closed
    FROM dossiers
),

placed AS (
    SELECT
        *,
        CASE
            WHEN state = 'new' THEN 'new'
            WHEN NOT readable THEN 'unreadable'
            WHEN received_day IS NULL THEN 'undated'
            WHEN received_day > :last_day THEN 'later'
            WHEN state = 'refused' THEN 'refused'
            WHEN due_day IS NULL AND :no_due = 'exclude' THEN 'excluded'
            WHEN received_day < :first_day AND ended_day < :first_day THEN 'earlier'
            WHEN ended_day <= :last_day THEN 'resolved'
            WHEN ended_day IS NULL AND is_closed THEN 'undated_end'
            ELSE 'pending'
        END AS place
    FROM dated
),

classed AS (
    SELECT
        *,
        CASE
            WHEN place = 'undated_end' THEN received_day >= :first_day
            ELSE place IN ('resolved', 'pending')
        END AS is_counted,
        received_day >= :first_day AS is_new,
        due_day IS NOT NULL AS has_due,
        COALESCE(due_day >= :first_day AND due_day <= :last_day, FALSE) AS is_due,
        COALESCE(ended_day IS NULL AND state = 'paused', FALSE) AS is_paused,
        CASE
            WHEN place <> 'resolved' THEN NULL
            WHEN due_day IS NULL OR state IN ('withdrawn', 'returned') THEN 'on_time'
            WHEN :rule = 'timestamp' AND ended <= due_end THEN 'on_time'
            WHEN :rule = 'timestamp' THEN 'late'
            WHEN ended_day < due_day THEN 'early'
            WHEN ended_day = due_day THEN 'on_time'
            ELSE 'late'
        END AS timeliness,
        CASE
            WHEN place <> 'pending' THEN NULL
            WHEN due_day IS NULL OR (ended_day IS NULL AND state = 'paused') THEN 'in_time'
            WHEN :rule = 'timestamp' AND CAST(due_end AS DATE) <= :as_of THEN 'overdue'
            WHEN due_day < :as_of THEN 'overdue'
            ELSE 'in_time'
        END AS deadline
    FROM placed
),

alike AS (  -- dossiers of one kind together: fewer rows for the sums, which are many
    SELECT
        :groups
        place, state, channel, service, is_counted, is_new, has_due, is_due, is_paused,
        timeliness, deadline,
        COUNT(*) AS number, MIN(received_day) AS first_received, MAX(received_day) AS last_received
    FROM classed
    GROUP BY
        :groups
        place, state, channel, service, is_counted, is_new, has_due, is_due, is_paused,
        timeliness, deadline
)

SELECT
    :groups
    SUM(number) AS dossiers,
    SUM(number) FILTER (WHERE is_counted) AS received,
    SUM(number) FILTER (WHERE is_counted AND NOT is_new) AS carried_over,
    SUM(number) FILTER (WHERE is_counted AND is_new) AS received_in_period,
    SUM(number) FILTER (WHERE is_counted AND is_new AND channel = 'online') AS received_online,
    SUM(number) FILTER (WHERE is_counted AND is_new AND channel = 'in_person') AS received_in_person,
    SUM(number) FILTER (WHERE is_counted AND is_new AND channel = 'postal') AS received_postal,
    SUM(number) FILTER (WHERE is_counted AND is_new AND service = 'full') AS full_process,
    SUM(number) FILTER (WHERE is_counted AND is_new AND service = 'partial') AS partial_process,
    SUM(number) FILTER (WHERE place = 'resolved') AS resolved,
    SUM(number) FILTER (WHERE timeliness = 'early') AS early,
    SUM(number) FILTER (WHERE timeliness = 'on_time') AS on_time,
    SUM(number) FILTER (WHERE timeliness = 'late') AS late,
    SUM(number) FILTER (WHERE place = 'pending') AS pending,
    SUM(number) FILTER (WHERE deadline = 'in_time') AS pending_in_time,
    SUM(number) FILTER (WHERE deadline = 'overdue') AS pending_overdue,
    SUM(number) FILTER (WHERE place = 'pending' AND is_paused) AS paused,
    SUM(number) FILTER (WHERE place = 'resolved' AND state = 'returned') AS returned,
    SUM(number) FILTER (WHERE place = 'resolved' AND state = 'withdrawn') AS withdrawn,
    SUM(number) FILTER (WHERE place = 'refused' AND is_new) AS refused,
    SUM(number) FILTER (WHERE is_counted AND is_due) AS due,
    SUM(number) FILTER (WHERE is_counted AND NOT has_due) AS without_due,
    SUM(number) FILTER (WHERE place = 'excluded') AS excluded,
    SUM(number) FILTER (WHERE place = 'undated') AS undated,
    SUM(number) FILTER (WHERE is_counted AND place = 'undated_end') AS undated_end,
    SUM(number) FILTER (WHERE place = 'unreadable') AS unreadable,
    SUM(number) FILTER (WHERE state = 'unknown') AS unknown_state,
    SUM(number) FILTER (WHERE is_counted AND is_new AND channel = 'unknown') AS unknown_channel,
    SUM(number) FILTER (WHERE is_counted AND is_new AND channel IS NULL) AS without_channel,
    SUM(number) FILTER (WHERE is_counted AND is_new AND service = 'unknown') AS unknown_service,
    MIN(first_received) AS first_received,
    MAX(last_received) AS last_received
FROM alike
