from library.ingestion.queries import count_terms, set_terms
from library.ingestion.work import Work
from library.models import ContentAtom
from library.retrieval.lexical import document_weights, terms

BATCH_ATOMS = 200


def run(work: Work) -> None:
    """Lexical vectors, then in how many atoms of the source each term occurs."""
    while not work.is_done("index"):
        index_batch(work)
        if work.is_over():
            return


def index_batch(work: Work) -> None:
    """The next batch of this stage, which needs no vectors: another stage may do it meanwhile."""
    atoms = ContentAtom.objects.filter(source=work.source).order_by("position")
    total, done = atoms.count(), work.done("index")
    batch = list(atoms.filter(position__gte=done).only("text", "language")[:BATCH_ATOMS])
    lexical = [(atom.pk, terms(atom.text, atom.language)) for atom in batch]
    done += len(batch)
    with work.writing("index", done=done, total=total):
        rows = [(pk, sorted(set(words)), document_weights(words)) for pk, words in lexical]
        set_terms(work.source, rows)
        if done >= total:
            count_terms(work.source)
