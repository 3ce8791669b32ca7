from uuid import UUID

from lessons import pipeline
from lessons.defaults import first_seen_by, lesson_defaults
from lessons.models import Lesson, LessonRequest
from lessons.selectors import describe_request
from lessons.services.lessons import part_of, request_lesson
from library.access import access_source
from organizations.authority import access_class
from organizations.commands import PersonCommand
from organizations.lesson_making import require_make_lessons, require_ways
from organizations.waiting import work_until


class Command(PersonCommand):
    help = "Make a lesson from a source, one of its chapters, or some of its pages."

    def add_arguments(self, parser):
        parser.add_argument("--source", type=UUID, required=True, metavar="ID")
        parser.add_argument("--node", type=UUID, metavar="ID", help="A chapter or section.")
        parser.add_argument("--pages", default="", metavar="A-B", help="As printed.")
        parser.add_argument("--modality", default="text,audio,video")
        parser.add_argument("--language", default="", help="Default: the class's, or the source's.")
        parser.add_argument("--strategy", metavar="KEY", help="Default: the class's.")
        parser.add_argument(
            "--class", dest="class_id", type=UUID, metavar="ID", help="For which it is made."
        )
        parser.add_argument("--wait", action="store_true", help="Until it is made, or has failed.")
        super().add_arguments(parser)

    def problem_of(self, result):
        return result["problem"] if result["state"] == Lesson.State.FAILED else ""

    def act(
        self, membership, *, source, node, pages, modality, language, strategy, class_id, wait, **_
    ):
        require_make_lessons(membership)
        ways = [name.strip() for name in modality.split(",") if name.strip()]
        require_ways(membership, ways)
        book = access_source(membership, source, "library.view")
        school_class = access_class(membership, class_id) if class_id else None
        usual = lesson_defaults(membership, book, school_class)
        request = request_lesson(
            user=membership.user,
            source=book,
            part=part_of(book, node_id=node, pages=pages),
            modalities=ways,
            language=language or usual.language,
            strategy=strategy or usual.strategy,
            seen_by=first_seen_by(membership),
            school_class=school_class,
            takes_made=False,  # a script that asks again wants its own, from cached segments
        )
        if wait:
            work_until(lambda: _is_final(request), cluster=pipeline.JOB.cluster)
        return describe_request(request)


def _is_final(request: LessonRequest) -> bool:
    request.refresh_from_db()
    return request.state in LessonRequest.FINAL
