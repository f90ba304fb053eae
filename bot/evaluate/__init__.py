"""Is it good enough to put in front of residents, where is it wrong, and did this change make it better?

The data flow, one file a stage: questions -> run -> score -> failure -> metrics -> compare -> verdict, floors ->
report.
"""
