"""From a signed contract to a running organization: five steps, then a job.

forms/          what each step asks, and what it refuses
answers.py      all steps together, with the defaults of the type where nothing was said
checks.py       everything that is wrong, at once
services.py     save a step, provision, try again, cancel
provisioning.py the job that sets up, and the one that takes back
provisioners.py our own steps of it; higher apps add theirs
documents.py    the same from a YAML file
views/          the wizard's pages in the admin
"""
