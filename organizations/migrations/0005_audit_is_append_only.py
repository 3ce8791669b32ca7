from django.db import migrations

REFUSE = """
CREATE FUNCTION organizations_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('lectern.purging', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON organizations_auditentry
    FOR EACH ROW EXECUTE FUNCTION organizations_audit_refuse();
"""
ALLOW = """
DROP TRIGGER audit_append_only ON organizations_auditentry;
DROP FUNCTION organizations_audit_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_schools_classes_invitations_grants_flags_audit")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
