"""Each seal says which fields it covers; those that were there are given what they may cover."""

import django.db.models.deletion
from django.db import migrations, models

from wres.audit import sealing

# The fields of each sealed model when this was written, and those of them that had come after rows
# had been sealed, the first to come first. Both lists are closed: what a seal covers is noted since.
BEFORE = "id request_id through {} history_id history_date history_change_reason history_type"
OF_HISTORY = {
    "audit.HistoricalAttested": "model key content",
    "organisations.HistoricalMembership": "role is_active organisation_id user_id",
    "organisations.HistoricalInvitation": (
        "email name role leads state key_hash sent_at expires_at organisation_id invited_by_id "
        "accepted_by_id"
    ),
    "organisations.HistoricalSigningInRule": "second_factor_for_all organisation_id",
    "indicators.HistoricalFigureImport": "file_name sha256 rows undone_on organisation_id",
    "indicators.HistoricalLeftOut": "lines origin_id",
    "indicators.HistoricalFigureQuestion": (
        "year row column message confirmed_on organisation_id origin_id indicator_id "
        "confirmed_by_id"
    ),
    "indicators.HistoricalPayBandCell": (
        "year staff_group band position white bme unknown is_suppressed origin_row "
        "loaded_cells organisation_id unit_id indicator_id origin_id"
    ),
    "indicators.HistoricalFigure": (
        "year series part source_period state white bme workforce value white_count "
        "white_total bme_count bme_total unknown_count unknown_total origin_row loaded_cells "
        "organisation_id unit_id indicator_id origin_id"
    ),
    "actions.HistoricalPlan": (
        "year date proposed_on approved_by approved_on organisation_id standard_id"
    ),
    "actions.HistoricalPlanImport": "file_name sha256 rows undone_on plan_id",
    "actions.HistoricalLeftOut": "lines origin_id",
    "actions.HistoricalPlanIndicator": (
        "baseline_year target target_lower target_upper focus_order focus_reason stated_group "
        "stated_group_reason plan_id indicator_id"
    ),
    "actions.HistoricalSection": "name aliases position plan_id",
    "actions.HistoricalLead": "name kind aliases organisation_id",
    "actions.HistoricalLeadMember": "lead_id user_id",
    "actions.HistoricalColumnName": "heading column organisation_id",
    "actions.HistoricalAction": (
        "position title objective success_measure all_indicators status status_changed_on "
        "status_before stated_delivery target_date target_is_month review_date review_is_month "
        "review_cadence reviewed_on reviewed_is_month completed_on completed_is_month "
        "first_target_date slips last_slipped_on has_evidence created_on updated_on version "
        "reference submission organisation_id plan_id section_id predecessor_id"
    ),
    "actions.HistoricalQuarter": "year number state opened_on updates_due closed_on plan_id",
    "actions.HistoricalProgressUpdate": (
        "day at status status_before delivery happened next_steps evidence_link target_date "
        "review_date is_late is_no_change is_example submission action_id quarter_id author_id"
    ),
    "actions.HistoricalChallenge": (
        "question asked_on answer answered_on submission quarter_id action_id indicator_id "
        "asked_by_id answered_by_id"
    ),
    "actions.HistoricalEvidence": (
        "title link file_name media_type size sha256 added_on withdrawn_on withdrawn_reason "
        "action_id update_id added_by_id"
    ),
    "actions.HistoricalCompletion": (
        "no_evidence_reason state decided_on decision_reason action_id update_id decided_by_id"
    ),
    "actions.HistoricalReminder": "day about sent_at plan_id person_id",
    "actions.HistoricalSavedFilter": "name query is_shared organisation_id owner_id",
    "actions.HistoricalStartPage": "membership_id saved_filter_id",
    "actions.HistoricalChangeOfMany": "what actions day submission plan_id",
    "actions.HistoricalCalendarFeed": "key renewed_on membership_id",
    "actions.HistoricalPlacement": "number row raw action_id section_id",
    "actions.HistoricalActionIndicator": "role position action_id indicator_id",
    "actions.HistoricalActionLead": "position action_id lead_id",
    "actions.HistoricalQuestion": (
        "row column message answer settled_on plan_id action_id settled_by_id"
    ),
    "actions.HistoricalReport": (
        "version day closed_over rule_version counts content_sha256 papers_sha256 reopened_on "
        "reopened_reason quarter_id closed_by_id reopened_by_id"
    ),
    "actions.HistoricalPaperTemplate": "file_name sha256 data organisation_id",
    "actions.HistoricalPublication": (
        "year slug title content published_on withdrawn_on withdrawn_reason organisation_id "
        "report_id published_by_id withdrawn_by_id"
    ),
}
OF_EVENTS = "id chain at person_id kind model thing history_id label request_id through reason"
ADDED_LATER = {
    "audit.Entry": ["installation"],
    "indicators.HistoricalFigureImport": ["undone_on"],
    "indicators.HistoricalPayBandCell": ["loaded_cells", "origin_id", "origin_row"],
    "actions.HistoricalPlanImport": ["undone_on"],
    "actions.HistoricalAction": ["reference", "submission"],
    "actions.HistoricalPlan": ["proposed_on", "approved_by", "approved_on"],
    "actions.HistoricalQuarter": ["opened_on"],
    "actions.HistoricalProgressUpdate": ["is_no_change"],
    "actions.HistoricalReport": ["counts"],
}


def note(apps, schema_editor):
    """Every set of fields that a seal from before may cover, where there is such a seal."""
    if not apps.get_model("audit", "Seal").objects.exists():
        return
    fields = {
        label: f"{BEFORE.format(names)} history_user_id".split()
        for label, names in OF_HISTORY.items()
    }
    fields["audit.Entry"] = f"{OF_EVENTS} installation".split()
    coverage = apps.get_model("audit", "Coverage")
    for label, names in fields.items():
        later = ADDED_LATER.get(label, [])
        for start in range(len(later), -1, -1):
            covered = tuple(name for name in names if name not in later[start:])
            key = sealing.coverage_key(label, covered)
            coverage.objects.create(key=key, model=label, names=covered)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_attested")]

    operations = [
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("key", models.CharField(max_length=12, primary_key=True, serialize=False)),
                (
                    "model",
                    models.CharField(help_text="Of the history row, or the log's", max_length=60),
                ),
                ("names", models.JSONField()),
            ],
            options={"abstract": False},
        ),
        migrations.AddField(
            model_name="seal",
            name="coverage",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="audit.coverage",
            ),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
