"""The table of contents: every address of the product."""

from django.contrib import admin
from django.urls import include, path, register_converter

from actions.views import (
    action,
    calendar,
    carry_forward,
    challenges,
    evidence,
    filters,
    history,
    imports,
    indicator,
    invitation,
    many,
    my_actions,
    outcomes,
    papers,
    people,
    plan,
    plan_by_hand,
    progress,
    publication,
    quarter,
    questions,
    sections,
    summary,
)
from indicators.views import figure
from indicators.views import imports as figure_imports
from wres import failures, health, pages
from wres.accounts import middleware
from wres.accounts.demonstration import demonstration_sign_in
from wres.accounts.sign_in import second_factor_rule, second_factor_views

register_converter(middleware.OdsCode, "ods")
register_converter(middleware.QuarterSlug, "quarter")

organisation = [
    path("", pages.organisation_start, name="organisation_start"),
    # Outcomes and indicators
    path("outcomes/", outcomes.latest, name="outcomes_latest"),
    path("outcomes/<int:year>/", outcomes.page, name="outcomes"),
    path("outcomes/<int:year>.json", outcomes.as_json, name="outcomes_json"),
    path("outcomes/<int:year>.csv", outcomes.as_csv, name="outcomes_csv"),
    path("indicators/<int:number>/", indicator.page, name="indicator"),
    path("plan/<int:year>/indicators/<int:number>/", indicator.edit, name="plan_indicator_edit"),
    # Figures
    path("figures/", figure_imports.listing, name="figures"),
    path("figures/import/", figure_imports.start, name="figures_import"),
    path("figures/uploads/<int:pk>/", figure_imports.upload, name="figure_upload"),
    path("figures/uploads/<int:pk>/discard/", figure_imports.discard, name="figure_upload_discard"),
    path(
        "figures/uploads/<int:pk>/problems.csv",
        figure_imports.problems,
        name="figure_upload_problems",
    ),
    path(
        "figures/uploads/<int:pk>/not-read.csv",
        figure_imports.upload_not_read,
        name="figure_upload_not_read",
    ),
    path("figures/imports/<int:pk>/", figure_imports.page, name="figure_import"),
    path(
        "figures/imports/<int:pk>/not-read.csv",
        figure_imports.not_read,
        name="figure_import_not_read",
    ),
    path("figures/imports/<int:pk>/undo/", figure_imports.undo, name="figure_import_undo"),
    path("figures/add/", figure.add, name="figure_add"),
    path("figures/templates/<slug:shape>.<slug:kind>", figure.template, name="figure_template"),
    path("figures/<int:number>/<int:year>/", figure.page, name="figure"),
    path("figures/<int:number>/<int:year>/edit/", figure.edit, name="figure_edit"),
    # The plan and its actions
    path("plan/", plan.latest, name="plan_latest"),
    path("plan/<int:year>/", plan.page, name="plan"),
    path("plan/<int:year>.csv", plan.as_csv, name="plan_csv"),
    path("plan/<int:year>.xlsx", plan.as_xlsx, name="plan_xlsx"),
    path("plan/<int:year>.docx", plan.as_docx, name="plan_docx"),
    path("large-files/<int:pk>/", papers.large_file, name="large_file"),
    path("large-files/<int:pk>/download/", papers.large_file_data, name="large_file_download"),
    path("plan/<int:year>/carry-forward/", carry_forward.carry_forward, name="carry_forward"),
    path("plan/<int:year>/change-many/", many.change_many, name="change_many"),
    path("plan/<int:year>/save-filter/", filters.add, name="filter_add"),
    path("filters/", filters.listing, name="filters"),
    path("filters/start/", filters.start, name="filters_start"),
    path("filters/<int:pk>/", filters.edit, name="filter"),
    path("filters/<int:pk>/delete/", filters.delete, name="filter_delete"),
    path("plan/import/", imports.start, name="plan_import"),
    path("plan/imports/<int:pk>/", imports.imported, name="plan_import_page"),
    path("plan/imports/<int:pk>/undo/", imports.undo, name="plan_import_undo"),
    path("plan/imports/<int:pk>/not-understood.csv", imports.left_out, name="plan_import_lines"),
    path("plan/uploads/<int:pk>/", imports.preview, name="plan_upload"),
    path("plan/uploads/<int:pk>/problems.csv", imports.problems, name="plan_upload_problems"),
    path("plan/uploads/<int:pk>/leads/", imports.leads, name="plan_upload_leads"),
    path("plan/uploads/<int:pk>/alike/", imports.alike, name="plan_upload_alike"),
    path("plan/uploads/<int:pk>/columns/", imports.columns, name="plan_upload_columns"),
    path("plan/uploads/<int:pk>/reworded/", imports.reworded, name="plan_upload_reworded"),
    path("plan/uploads/<int:pk>/discard/", imports.discard, name="plan_upload_discard"),
    path("plan/start/", plan_by_hand.start, name="plan_start"),
    path("plan/<int:year>/approval/", plan_by_hand.approval, name="plan_approval"),
    path("plan/<int:year>/publish/", publication.publish_plan, name="publish_plan"),
    path("plan/<int:year>/sections/", sections.listing, name="sections"),
    path("sections/<int:pk>/", sections.edit, name="section_edit"),
    path("sections/<int:pk>/order/", sections.order, name="section_order"),
    path("sections/<int:pk>/remove/", sections.remove, name="section_remove"),
    path("leads/", sections.leads, name="leads"),
    path("leads/<int:pk>/", sections.lead, name="lead_edit"),
    path("plan/<int:year>/actions/add/", plan_by_hand.add, name="action_add"),
    path("actions/<int:pk>/", action.page, name="action"),
    path("actions/<int:pk>/edit/", action.edit, name="action_edit"),
    path("actions/<int:pk>/move/", plan_by_hand.move, name="action_move"),
    path("actions/<int:pk>/cancel/", plan_by_hand.cancel, name="action_cancel"),
    path("actions/<int:pk>/update/", progress.update, name="action_update"),
    path("actions/<int:pk>/quick/", progress.quick, name="action_quick"),
    path("actions/<int:pk>/no-change/", progress.unchanged, name="action_unchanged"),
    path("actions/<int:pk>/evidence/", evidence.add, name="evidence_add"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("evidence/<int:pk>/withdraw/", evidence.withdraw, name="evidence_withdraw"),
    path("my-actions/", my_actions.page, name="my_actions"),
    path("my-actions/update/", quarter.update_several, name="my_actions_update"),
    # What the import left to people
    path("actions/<int:pk>/roles/", questions.roles, name="action_roles"),
    path("plan/<int:year>/roles/", questions.all_roles, name="plan_roles"),
    path("plan/<int:year>/dates/", carry_forward.dates, name="plan_dates"),
    path("plan/<int:year>/questions/", questions.questions, name="plan_questions"),
    path("questions/<int:pk>/", questions.question, name="question"),
    # Quarters
    path("plan/<int:year>/summary/", summary.summary, name="summary"),
    path("plan/<int:year>/quarters/<quarter:slug>/", summary.page, name="quarter"),
    path(
        "plan/<int:year>/quarters/<quarter:slug>/summary/",
        summary.summary_of,
        name="quarter_summary",
    ),
    path(
        "plan/<int:year>/quarters/<quarter:slug>/open/", quarter.open_quarter, name="quarter_open"
    ),
    path(
        "plan/<int:year>/quarters/<quarter:slug>/answers/", quarter.answers, name="quarter_answers"
    ),
    path("plan/<int:year>/quarters/<quarter:slug>/remind/", quarter.remind, name="quarter_remind"),
    path("plan/<int:year>/completions/", quarter.completions, name="plan_completions"),
    path("completions/<int:pk>/", quarter.completion, name="completion"),
    # The look of papers
    path("papers/template/", papers.template, name="paper_template"),
    path("papers/template.docx", papers.template_file, name="paper_template_file"),
    path("papers/template/remove/", papers.remove_template, name="paper_template_remove"),
    # Challenges
    path("challenges/", challenges.listing, name="challenges"),
    path("challenges/<int:pk>/", challenges.page, name="challenge"),
    path("actions/<int:pk>/challenge/", challenges.ask_of_action, name="action_challenge"),
    path(
        "plan/<int:year>/indicators/<int:number>/challenge/",
        challenges.ask_of_indicator,
        name="indicator_challenge",
    ),
    path("plan/<int:year>/quarters/<quarter:slug>/close/", quarter.close, name="quarter_close"),
    path("plan/<int:year>/quarters/<quarter:slug>/reopen/", quarter.reopen, name="quarter_reopen"),
    path("plan/<int:year>/quarters/<quarter:slug>/report/", quarter.report, name="quarter_report"),
    path(
        "plan/<int:year>/quarters/<quarter:slug>/report/<int:version>.<slug:kind>",
        quarter.paper,
        name="quarter_paper",
    ),
    path(
        "plan/<int:year>/quarters/<quarter:slug>/paper.<slug:kind>",
        quarter.draft,
        name="quarter_draft",
    ),
    path("plan/<int:year>/compare/", quarter.compare, name="quarters_compare"),
    # Pages that anyone may read
    path("publications/", publication.listing, name="publications"),
    path(
        "plan/<int:year>/quarters/<quarter:slug>/publish/",
        publication.publish_quarter,
        name="publish_quarter",
    ),
    path("outcomes/<int:year>/publish/", publication.publish_outcomes, name="publish_outcomes"),
    path("publications/<int:pk>/withdraw/", publication.withdraw, name="publication_withdraw"),
    # A person's own
    path("calendar/", calendar.page, name="calendar"),
    # What happened
    path("audit/", history.listing, name="audit"),
    path("audit.csv", history.as_file, name="audit_csv"),
    path("audit/<int:pk>/", history.entry, name="audit_entry"),
    # One change of the trail put back, by what it was of
    *(
        path(
            f"audit/{kind}/<int:history_id>/put-back/",
            history.put_back,
            {"kind": kind},
            name=f"put_back_{kind}",
        )
        for kind in history.KINDS
    ),
    # People
    path("people/", people.listing, name="people"),
    path("people/add/", people.add, name="person_add"),
    path("people/invitations/<int:pk>/send/", people.send_again, name="invitation_send"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="invitation_withdraw"),
    path("people/<int:pk>/", people.edit, name="person"),
    path("people/<int:pk>/second-factor/", second_factor_views.page, name="person_second_factor"),
    path("people/signing-in/", second_factor_rule.page, name="signing_in_rule"),
]

handler400 = pages.bad_request
handler429 = pages.too_many_requests
handler500 = failures.server_error

urlpatterns = [
    path("", pages.start, name="start"),
    path("organisations.csv", pages.organisations_csv, name="organisations_csv"),
    path("how-outcomes-are-decided/", pages.how, name="how_outcomes_are_decided"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("demonstration/sign-in/", demonstration_sign_in, name="demonstration_sign_in"),
    path("published/<ods:owner>/<slug:slug>/", publication.public, name="public"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("accounts/invitation/", invitation.page, name="invitation"),
    path("accounts/invitation/<str:key>/", invitation.link, name="invitation_link"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("wres.accounts.sign_in.urls")),
    path("admin/", admin.site.urls),
    path("<ods:code>/", include(organisation)),
]
