"""What users said of practices, applied to what the program found; nothing of it is lost:
without the line, the next build has what was found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from kb.corrections import PracticeCorrection, PracticeCorrections
from kb.practices.gathering import Revise
from kb.practices.identity import Group, canonical
from kb.practices.mentions import key_of
from kb.script import fold, to_simplified
from kb.store.entries import Entry
from kb.types import Depth, Document, Figure, Mention, Region, Span

Mentions = Mapping[int, tuple[Mention, ...]]


def revision(corrections: PracticeCorrections, documents: Iterable[Document] = ()) -> Revise | None:
    """What users said of which practices there are, line after line; ``None``: nothing.
    ``documents``: of the library; a line may name any of the files of one."""
    if not corrections.identities:
        return None
    leaders = {source.document_id: d.id for d in documents for source in d.sources}
    lines = [
        replace(line, document_id=leaders.get(line.document_id, line.document_id))
        for line in corrections.identities
    ]

    def revise(groups: tuple[Group, ...]) -> tuple[Group, ...]:
        for line in lines:
            groups = _revised(groups, line)
        return tuple(sorted(groups, key=lambda group: group.key))

    return revise


def with_figures(entry: Entry, corrections: PracticeCorrections) -> Entry:
    """An entry with the figures of its mentions as users said they are; a mention that this
    changes keeps what was read of it in ``recognised``."""
    document = entry.document
    ids = {document.id, *(source.document_id for source in document.sources)}
    said = [
        (span, line) for line in corrections.figures(ids) for span in _places(document, line.text)
    ]
    if not said:
        return entry
    changed = {
        number: tuple(_with_figures(mention, said) for mention in found)
        for number, found in entry.mentions.items()
    }
    return replace(entry, mentions=changed)


def as_read(mentions: Mentions) -> Mentions:
    """``mentions`` as the program read them."""
    return {
        number: tuple(mention.recognised or mention for mention in found)
        for number, found in mentions.items()
    }


def _revised(groups: tuple[Group, ...], line: PracticeCorrection) -> tuple[Group, ...]:
    meant = _named(groups, line.practice)
    others = [group for group in groups if group not in meant]
    if not meant or line.action == "隐藏":
        return tuple(others)
    if line.action == "改名":
        return _renamed(meant, others, line.to)
    if line.action == "合并":
        return _joined(meant, others, line.to)
    parting = [(group, _parted(group, line)) for group in meant]
    leaving = [m for _, (_, gone) in parting for m in gone]
    kept = [replace(g, mentions=stay) for g, (stay, _) in parting if stay]
    if not leaving:
        return groups
    fresh = Group(_key(line.to), tuple(leaving), name=line.to)
    return (*kept, *_joined([fresh], others, line.to))


def _named(groups: Sequence[Group], name: str) -> list[Group]:
    """The groups that a user who writes ``name`` means: those called so, else those that
    have it as another name, as what is parted from a practice still has."""
    called = [group for group in groups if _key(_called(group)) == _key(name)]
    return called or [group for group in groups if _is_named(group, name)]


def _called(group: Group) -> str:
    return group.name or canonical([mention.name for mention in group.mentions])


def _renamed(meant: Sequence[Group], others: Sequence[Group], to: str) -> tuple[Group, ...]:
    """``meant`` called ``to``. Two of one name would have one address: they become one."""
    if len(meant) > 1 or any(_key(_called(group)) == _key(to) for group in others):
        return _joined(meant, others, to)
    return (*others, *(replace(group, name=to) for group in meant))


def _joined(joining: Sequence[Group], others: Sequence[Group], to: str) -> tuple[Group, ...]:
    """``others`` with ``joining`` in the first of them that is named ``to``; where none is,
    they become one of that name."""
    target = next(iter(_named(others, to)), None)
    rest = [group for group in others if group is not target]
    members = [target, *joining] if target else list(joining)
    name = _called(target) if target else to
    apart = all(group.places for group in members)
    places = dict.fromkeys(p for group in members for p in group.places) if apart else ()
    mentions = tuple(m for group in members for m in group.mentions)
    return (*rest, Group(members[0].key, mentions, tuple(places), name))


def _parted(
    group: Group, line: PracticeCorrection
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The mentions that stay, and those that become a practice of their own."""

    def leaves(mention: Mention) -> bool:
        here = not line.document_id or mention.document_id == line.document_id
        return here and (not line.text or _plain(mention.name) == _plain(line.text))

    gone = tuple(m for m in group.mentions if leaves(m))
    return tuple(m for m in group.mentions if not leaves(m)), gone


def _is_named(group: Group, name: str) -> bool:
    """Whether a user who writes ``name`` may mean the group: any of its names, one told
    apart by its place (“双百行动（甲县）”) only with that place."""
    key = _key(name)
    if group.name is not None and _key(group.name) == key:
        return True
    keys = {group.key.partition("@")[0], *(mention.key for mention in group.mentions)}
    if key in keys:
        return True
    bare, bracket, place = name.rstrip("）)").replace("(", "（").rpartition("（")
    within = {part for region in group.places for part in _parts(region)}
    return bool(bracket) and _key(bare) in keys and place.removesuffix("等") in within


def _parts(region: Region) -> Iterable[str]:
    return filter(None, (region.province, region.city, region.county))


@cache
def _key(name: str) -> str:
    return key_of(to_simplified(name))


def _plain(name: str) -> str:
    return fold(to_simplified(name)).strip()


def _places(document: Document, words: str) -> list[Span]:
    """Where ``words`` stand in a document, whatever the width of their marks."""
    text, wanted = fold(document.text), fold(words)
    found, at = list[Span](), text.find(wanted)
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = text.find(wanted, at + 1)
    return found


def _with_figures(mention: Mention, said: Sequence[tuple[Span, PracticeCorrection]]) -> Mention:
    figures = tuple(
        made for figure in mention.figures if (made := _said_of(figure, said)) is not None
    )
    if figures == mention.figures:
        return mention
    changed = replace(mention, figures=figures, recognised=mention)
    return replace(changed, depth=_depth(mention, figures))


def _said_of(figure: Figure, said: Sequence[tuple[Span, PracticeCorrection]]) -> Figure | None:
    """The figure as the last line about it says, ``None`` where it is none."""
    made: Figure | None = figure
    for (start, end), line in said:
        if start <= figure.start and figure.end <= end:
            made = None if line.status is None else replace(figure, status=line.status)
    return made


def _depth(mention: Mention, figures: Sequence[Figure]) -> Depth:
    """A mention whose last result was none says how; one that has its first has come to it."""
    had = any(figure.status == "已完成" for figure in mention.figures)
    has = any(figure.status == "已完成" for figure in figures)
    if mention.depth == "有成效" and had and not has and not mention.honours:
        return "有做法" if mention.measures else "仅提及"
    return "有成效" if mention.depth == "有做法" and has and not had else mention.depth
