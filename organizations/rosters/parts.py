"""What a roster calls a person's role, and what it is here."""

from organizations.models import Role
from organizations.rosters.cells import folded

ADMINISTRATOR = "administrator"
TEACHER, STUDENT, GUARDIAN = Role.TEACHER.value, Role.STUDENT.value, Role.GUARDIAN.value

# OneRoster 1.1 and 1.2; those that are missing (counselor, proctor) have no counterpart here.
ONEROSTER = {
    "administrator": ADMINISTRATOR,
    "districtadministrator": ADMINISTRATOR,
    "siteadministrator": ADMINISTRATOR,
    "systemadministrator": ADMINISTRATOR,
    "principal": ADMINISTRATOR,
    "teacher": TEACHER,
    "aide": TEACHER,
    "student": STUDENT,
    "guardian": GUARDIAN,
    "parent": GUARDIAN,
    "relative": GUARDIAN,
}
_WORDS = {
    ADMINISTRATOR: "admin administrator principal administratorin schulleitung verwaltung "
    "administrateur directeur administrador director administratore beheerder dyrektor owner",
    TEACHER: "teacher staff instructor tutor trainer faculty lehrer lehrerin lehrkraft enseignant "
    "enseignante professeur profesor profesora maestro maestra docente professor professora "
    "insegnante leraar leerkracht nauczyciel nauczycielka معلم معلمة مدرس מורה учитель 教师 先生",
    STUDENT: "student pupil learner child schüler schülerin kind élève étudiant étudiante alumno "
    "alumna estudiante aluno aluna estudante studente studentessa alunno alunna leerling "
    "uczeń uczennica طالب طالبة תלמיד תלמידה ученик ученица 学生 生徒",
    GUARDIAN: "guardian parent relative mother father eltern elternteil mutter vater parents père "
    "mère tuteur padre madre responsável encarregado genitore ouder rodzic ولي الأمر "
    "הורה родитель 家长 保護者",
}
PLAIN = {folded(word): role for role, words in _WORDS.items() for word in words.split()}
