"""Case packs (案例包): one thing in several places, policy → measures → figures → results,
side by side, with questions for discussion; and a comparison as a paper."""

from kb.casepacks.comparison import compared, compared_briefly
from kb.casepacks.pack import CasePack, Material, Options, build, material
from kb.casepacks.papers import paper
from kb.casepacks.parts import PARTS, Case, Part, Piece, case_of
from kb.casepacks.questions import Question, questions
from kb.casepacks.topics import practices_of

__all__ = [
    "PARTS",
    "Case",
    "CasePack",
    "Material",
    "Options",
    "Part",
    "Piece",
    "Question",
    "build",
    "case_of",
    "compared",
    "compared_briefly",
    "material",
    "paper",
    "practices_of",
    "questions",
]
