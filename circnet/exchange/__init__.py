"""Own data in and out: templates, questionnaires to firms and their merge, marked copies, drafts of units."""
