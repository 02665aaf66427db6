-- Every part belongs to the case it says: what it points at belongs to the same case, by a key over both columns. So
-- no review, decision, notice or statement is borrowed from another case or closure.

CREATE UNIQUE INDEX IF NOT EXISTS appeal_in_case ON appeals_appeal (id, case_id);
CREATE UNIQUE INDEX IF NOT EXISTS closure_in_case ON appeals_closure (id, case_id);
CREATE UNIQUE INDEX IF NOT EXISTS hold_in_case ON appeals_hold (id, case_id);
CREATE UNIQUE INDEX IF NOT EXISTS notice_in_case ON appeals_notice (id, case_id);
CREATE UNIQUE INDEX IF NOT EXISTS decision_in_case ON appeals_decision (id, case_id);
CREATE UNIQUE INDEX IF NOT EXISTS review_of_appeal ON appeals_review (id, appeal_id);
CREATE UNIQUE INDEX IF NOT EXISTS review_of_closure ON appeals_review (id, closure_id);
CREATE UNIQUE INDEX IF NOT EXISTS statement_of_closure ON appeals_statement (id, closure_id);
CREATE UNIQUE INDEX IF NOT EXISTS request_of_appeal ON appeals_informationrequest (id, appeal_id);
CREATE UNIQUE INDEX IF NOT EXISTS citation_of_case ON appeals_citation (id, suspension_id);

ALTER TABLE appeals_appeal
    DROP CONSTRAINT IF EXISTS appeal_of_own_closure,
    DROP CONSTRAINT IF EXISTS appeal_of_own_hold,
    ADD CONSTRAINT appeal_of_own_closure FOREIGN KEY (closure_id, case_id) REFERENCES appeals_closure (id, case_id),
    ADD CONSTRAINT appeal_of_own_hold FOREIGN KEY (hold_id, case_id) REFERENCES appeals_hold (id, case_id);
ALTER TABLE appeals_review
    DROP CONSTRAINT IF EXISTS review_of_own_appeal,
    DROP CONSTRAINT IF EXISTS review_of_own_closure,
    ADD CONSTRAINT review_of_own_appeal FOREIGN KEY (appeal_id, case_id) REFERENCES appeals_appeal (id, case_id),
    ADD CONSTRAINT review_of_own_closure FOREIGN KEY (closure_id, case_id) REFERENCES appeals_closure (id, case_id);
ALTER TABLE appeals_closure
    DROP CONSTRAINT IF EXISTS closure_has_own_review,
    DROP CONSTRAINT IF EXISTS closure_has_own_approval,
    DROP CONSTRAINT IF EXISTS closure_has_own_statement,
    DROP CONSTRAINT IF EXISTS closure_has_own_notice,
    ADD CONSTRAINT closure_has_own_review FOREIGN KEY (review_id, id) REFERENCES appeals_review (id, closure_id),
    ADD CONSTRAINT closure_has_own_approval FOREIGN KEY (approval_id, id) REFERENCES appeals_review (id, closure_id),
    ADD CONSTRAINT closure_has_own_statement FOREIGN KEY (statement_id, id) REFERENCES appeals_statement (id, closure_id),
    ADD CONSTRAINT closure_has_own_notice FOREIGN KEY (notice_id, case_id) REFERENCES appeals_notice (id, case_id);
ALTER TABLE appeals_statement
    DROP CONSTRAINT IF EXISTS statement_of_own_closure,
    ADD CONSTRAINT statement_of_own_closure FOREIGN KEY (closure_id, suspension_id) REFERENCES appeals_closure (id, case_id);
ALTER TABLE appeals_decision
    DROP CONSTRAINT IF EXISTS decision_on_own_appeal,
    DROP CONSTRAINT IF EXISTS decision_on_own_review,
    DROP CONSTRAINT IF EXISTS decision_on_own_second_review,
    DROP CONSTRAINT IF EXISTS decision_overrides_own,
    ADD CONSTRAINT decision_on_own_appeal FOREIGN KEY (appeal_id, case_id) REFERENCES appeals_appeal (id, case_id),
    ADD CONSTRAINT decision_on_own_review FOREIGN KEY (review_id, appeal_id) REFERENCES appeals_review (id, appeal_id),
    ADD CONSTRAINT decision_on_own_second_review FOREIGN KEY (second_review_id, appeal_id) REFERENCES appeals_review (id, appeal_id),
    ADD CONSTRAINT decision_overrides_own FOREIGN KEY (overrides_id, case_id) REFERENCES appeals_decision (id, case_id);
ALTER TABLE appeals_informationrequest
    DROP CONSTRAINT IF EXISTS request_of_own_appeal,
    ADD CONSTRAINT request_of_own_appeal FOREIGN KEY (appeal_id, case_id) REFERENCES appeals_appeal (id, case_id);
ALTER TABLE appeals_evidence
    DROP CONSTRAINT IF EXISTS evidence_of_own_appeal,
    DROP CONSTRAINT IF EXISTS evidence_of_own_request,
    ADD CONSTRAINT evidence_of_own_appeal FOREIGN KEY (appeal_id, case_id) REFERENCES appeals_appeal (id, case_id),
    ADD CONSTRAINT evidence_of_own_request FOREIGN KEY (request_id, appeal_id) REFERENCES appeals_informationrequest (id, appeal_id);
ALTER TABLE appeals_effect
    DROP CONSTRAINT IF EXISTS effect_of_own_appeal,
    DROP CONSTRAINT IF EXISTS effect_of_own_closure,
    DROP CONSTRAINT IF EXISTS effect_of_own_hold,
    ADD CONSTRAINT effect_of_own_appeal FOREIGN KEY (appeal_id, case_id) REFERENCES appeals_appeal (id, case_id),
    ADD CONSTRAINT effect_of_own_closure FOREIGN KEY (closure_id, case_id) REFERENCES appeals_closure (id, case_id),
    ADD CONSTRAINT effect_of_own_hold FOREIGN KEY (hold_id, case_id) REFERENCES appeals_hold (id, case_id);
ALTER TABLE appeals_exhibit
    DROP CONSTRAINT IF EXISTS exhibit_of_own_citation,
    ADD CONSTRAINT exhibit_of_own_citation FOREIGN KEY (citation_id, suspension_id) REFERENCES appeals_citation (id, suspension_id);
