-- What the product's role may do: nothing, and then table by table. Applied by the owner after every migration; the
-- names redress_app and redress_owner are replaced by those of the installation. Case tables have no DELETE and no
-- TRUNCATE; what never changes has no UPDATE; a state and its dates are updated column by column. A locked read
-- (SELECT … FOR UPDATE) needs UPDATE on one column of its table. A test fails on a table without a line here.

REVOKE ALL ON SCHEMA public FROM PUBLIC, redress_app;
GRANT USAGE ON SCHEMA public TO redress_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, redress_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, redress_app;
ALTER DEFAULT PRIVILEGES FOR ROLE redress_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;

-- Functions: none but these, whoever may run which of the others inside a guard.
DO $$
DECLARE
    ours regprocedure;
BEGIN
    FOR ours IN
        SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, redress_app', ours);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION redress_now TO redress_app;
GRANT EXECUTE ON FUNCTION append_event TO redress_app;
GRANT EXECUTE ON FUNCTION chain_breaks TO redress_app;
GRANT EXECUTE ON FUNCTION closure_missing TO redress_app;
GRANT EXECUTE ON FUNCTION outbox_enqueue TO redress_app;
GRANT EXECUTE ON FUNCTION outbox_claim TO redress_app;
GRANT EXECUTE ON FUNCTION outbox_close TO redress_app;
GRANT EXECUTE ON FUNCTION outbox_settle TO redress_app;
GRANT EXECUTE ON FUNCTION outbox_repair TO redress_app;
GRANT EXECUTE ON FUNCTION outbox_expire TO redress_app;
GRANT EXECUTE ON FUNCTION outbox_release TO redress_app;

-- The rulebook: published once.
GRANT SELECT, INSERT, UPDATE (position, safety) ON appeals_section TO redress_app;
GRANT SELECT, INSERT ON appeals_sectionversion TO redress_app;
GRANT SELECT, INSERT, UPDATE (active, valid_from, valid_to) ON appeals_regime TO redress_app;
GRANT SELECT, INSERT ON appeals_regimepin TO redress_app;
GRANT SELECT, INSERT, UPDATE (state, settled_by_id, settled_at, settled_because, regime_id) ON appeals_regimeproposal TO redress_app;

-- The case. Its evidence_rev is raised by the database alone.
GRANT SELECT, INSERT, UPDATE (
    measure, removes, territory, state, status, event_seq, version, ends_at, proposed_ends_at, review_on,
    proposed_review_on, already_applied_at, confirmed_at, confirmed_by_id, counts_until, ended_at, source_reference,
    decided_by_id, decided_by_outside, no_warning_reason, ladder_reason, notice_proof, answer_by, last_day_to_appeal,
    next_update_by, updated_at
) ON appeals_suspension TO redress_app;
GRANT SELECT, INSERT ON appeals_priorwarning TO redress_app;
GRANT SELECT, INSERT ON appeals_citation TO redress_app;
GRANT SELECT, INSERT ON appeals_fact TO redress_app;
GRANT SELECT, INSERT ON appeals_signal TO redress_app;
GRANT SELECT, INSERT ON appeals_counterparty TO redress_app;
GRANT SELECT, INSERT ON appeals_statement TO redress_app;
GRANT SELECT, INSERT ON appeals_exhibit TO redress_app;
GRANT SELECT, INSERT, UPDATE (state, case_id, answered_by_id, answered_at, answer) ON appeals_withholding TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    state, event_seq, ends_at, proposed_ends_at, review_on, proposed_review_on, moved, confirmed_at, confirmed_by_id,
    outcome, outcome_reason, ended_at
) ON appeals_hold TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    owner, state, started_at, due_at, next_at, escalations, pausable, paused_at, on_pass, settled_at, failures, told
) ON appeals_clock TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    state, event_seq, due_at, confirmed_at, done_at, note, refusal_code, refusal_detail, retry_at
) ON appeals_effect TO redress_app;

-- What the person sends.
GRANT SELECT, INSERT, UPDATE (
    state, event_seq, version, language, disputes, wants, statement, context, contact, late, late_reason, assignee_id,
    claimed_at, decide_by, ceiling_at, late_told_at, submitted_at, received_at, decided_at, updated_at
) ON appeals_appeal TO redress_app;
GRANT SELECT, INSERT ON appeals_receipt TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    state, event_seq, example, due_at, extended, answer, cannot_answer, answered_at, more_time_asked_at,
    more_time_why, withdrawn_because
) ON appeals_informationrequest TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    label, kind, media_type, storage_key, about, sensitive, state, scan, findings, check_attempts, check_after,
    removed_at, erased_at
) ON appeals_evidence TO redress_app;
GRANT SELECT, INSERT ON appeals_viewpage TO redress_app;
GRANT SELECT, INSERT, UPDATE (result, reason, by_id, at) ON appeals_evidencecheck TO redress_app;
GRANT SELECT, INSERT ON appeals_evidenceview TO redress_app;
GRANT SELECT, INSERT, UPDATE (reason, answered_at) ON appeals_lookstop TO redress_app;

-- Judgements.
GRANT SELECT, INSERT, UPDATE (
    own_view, own_view_at, own_view_reason, outcome, reasons, proposal, evidence_rev_seen, completed_at, abandoned_at
) ON appeals_review TO redress_app;
GRANT SELECT, INSERT ON appeals_decision TO redress_app;
GRANT SELECT, INSERT ON appeals_finding TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    state, event_seq, version, reasons, language, lighter_measures, money_plan, statement_id, notice_id, answer_by,
    notice_period_until, last_day_to_appeal, assignee_id, review_id, approval_id, letter_language,
    letter_names_last_day, review_by, approved_at, effected_at, ended_at, updated_at
) ON appeals_closure TO redress_app;

-- The timeline: only through append_event(), which also fills the feed's queue. The feed is written once.
GRANT SELECT ON appeals_event TO redress_app;
GRANT SELECT, INSERT ON appeals_feedentry TO redress_app;
GRANT SELECT, DELETE ON appeals_feedqueue TO redress_app;

-- What people were told, and what stands beside a case.
GRANT SELECT, INSERT, UPDATE (
    message_id, accepted_at, opened_at, proved_at, bounced_at, undeliverable_at, delivered_at, how, unreachable_at,
    unreachable_by_id
) ON appeals_notice TO redress_app;
GRANT SELECT, INSERT ON appeals_note TO redress_app;
GRANT SELECT, INSERT ON appeals_contactattempt TO redress_app;
GRANT SELECT, INSERT, UPDATE (state, event_seq, sent_at, withdrawn_at) ON appeals_casemessage TO redress_app;
GRANT SELECT, INSERT ON appeals_translation TO redress_app;
GRANT SELECT, INSERT, UPDATE (typed, version, saved_by_id, saved_at) ON appeals_keptdraft TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    own_conduct, own_conduct_by_id, own_conduct_at, ended_at, ended_by_id, ended_reason
) ON appeals_linkedaccount TO redress_app;
GRANT SELECT, INSERT, UPDATE (seen_at, editing_since, edited_at), DELETE ON appeals_presence TO redress_app;
GRANT SELECT, INSERT, UPDATE (until, confirmed_at, confirmed_by_id, lifted_at, lifted_by_id) ON appeals_legalhold TO redress_app;
GRANT SELECT, INSERT, UPDATE (body_reference, stays_closure, outcome, outcome_note, decided_at) ON appeals_dispute TO redress_app;
GRANT SELECT, INSERT, UPDATE (status, answer), DELETE ON appeals_idempotency TO redress_app;

-- What staff add to their queue. A saved view is its owner's to throw away; a tag is taken off, never erased.
GRANT SELECT, INSERT, UPDATE (name, query, shared, updated_at), DELETE ON appeals_savedview TO redress_app;
GRANT SELECT, INSERT ON appeals_tag TO redress_app;
GRANT SELECT, INSERT, UPDATE (removed_by_id, removed_at) ON appeals_casetag TO redress_app;

-- The outbox. What was written to be sent never changes.
GRANT SELECT, INSERT, UPDATE (head_id, last_number, run_at, lease_token, lease_until, held_reason) ON notifications_stream TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    state, attempts, last_error, outcome, settled_at, handled_at, handle_after, handle_tries, sealed
) ON notifications_message TO redress_app;
GRANT SELECT, INSERT, UPDATE (finished_at, verdict, code, response) ON notifications_attempt TO redress_app;

-- People. Grants are append-only and numbered by the database alone, for the latest counts; kind and staff id of a
-- person stay (triggers); a key's secret and scopes too.
GRANT SELECT, INSERT, UPDATE (
    password, last_login, username, display_name, email, staff_id, languages, team, is_active, away_until
) ON accounts_user TO redress_app;
GRANT SELECT, INSERT (
    user_id, role, scope, gives, granted_by_id, seconded_by_id, granted_at, reason
) ON accounts_rolegrant TO redress_app;
GRANT SELECT, INSERT, UPDATE (settled_by_id, settled_at, accepted) ON accounts_roleproposal TO redress_app;
GRANT SELECT, INSERT, UPDATE (
    kind, display_name, email, email_changed_at, previous_email, language, time_zone, country, subdivision,
    regime_roles, registered_on, body_sha256, updated_at
) ON accounts_account TO redress_app;
GRANT SELECT, INSERT, UPDATE (display_name, email, language, role, may_appeal, left_at) ON accounts_member TO redress_app;
GRANT SELECT, INSERT, UPDATE (expires_on, taken_back_at) ON accounts_proof TO redress_app;
GRANT SELECT, INSERT, UPDATE (accepted_at, ends_at, revoked_at, language, scopes) ON accounts_representative TO redress_app;
GRANT SELECT, INSERT, UPDATE (name, expires_at, revoked_at, last_used_at) ON accounts_apikey TO redress_app;
GRANT SELECT, INSERT, UPDATE (tries, used_at), DELETE ON accounts_signincode TO redress_app;
GRANT SELECT, INSERT, DELETE ON accounts_signinfailure TO redress_app;

-- Django's own. Permissions and groups are not used: roles are grants.
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO redress_app;
GRANT SELECT, INSERT ON django_admin_log TO redress_app;
GRANT SELECT ON django_content_type TO redress_app;
GRANT SELECT ON django_migrations TO redress_app;
GRANT SELECT ON auth_permission TO redress_app;

-- The second step of signing in, and the marketplace's sign-in service (django-allauth). A second step is taken away by
-- its owner, or by an administrator for somebody who lost it. What is not used is closed.
GRANT SELECT, INSERT, UPDATE, DELETE ON mfa_authenticator TO redress_app;
GRANT SELECT, INSERT, UPDATE ON socialaccount_socialaccount TO redress_app;
REVOKE ALL ON socialaccount_socialapp FROM redress_app;
REVOKE ALL ON socialaccount_socialtoken FROM redress_app;
GRANT SELECT ON account_emailaddress TO redress_app;
REVOKE ALL ON account_emailconfirmation FROM redress_app;

REVOKE ALL ON auth_group FROM redress_app;
REVOKE ALL ON auth_group_permissions FROM redress_app;
