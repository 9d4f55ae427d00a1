"""Charts of a function and its derivative, as SVG and as TikZ."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symgrad.sheets.content import Chart
from symgrad.sheets.curves import Curves, Line, Point
from symgrad.sheets.label import escape, number
from symgrad.sheets.svg import text_of

WIDE, TALL = 460.0, 240.0
LETTER, LINE = 6.2, 14.0  # of the text at an extremum
NAMES = 60.0, 60.0  # the room for the names of the lines
COLOURS = ("#2b6cb0", "#b83262")
STYLES = ("blue!60!black", "purple!70!black, dashed")


class _Frame:
    """Where a point of the chart lies in the picture, and the round numbers along its axes."""

    def __init__(self, curves: Curves) -> None:
        xs = [x for line in curves.lines for x, _ in line.points]
        heights, self.lines = curves.heights, curves.lines
        self.left, self.right = min(xs), max(xs)
        low, high = min(*heights, 0.0), max(*heights, 0.0)
        self.low, self.high = low, high if high > low else low + 1.0

    def place(self, point: Point) -> Point:
        x = WIDE * (point[0] - self.left) / (self.right - self.left)
        return round(x, 1), round(TALL * (self.high - point[1]) / (self.high - self.low), 1)

    @property
    def corner(self) -> tuple[float, str]:
        """Where the names of the lines stand: in the upper corner that the lines leave free, and its side."""
        places = [self.place(point) for line in self.lines for point in line.points if math.isfinite(point[1])]
        at_left, at_right = (sum(y < NAMES[1] and near(x) for x, y in places)
                             for near in (lambda x: x < NAMES[0], lambda x: x > WIDE - NAMES[0]))  # fmt: skip
        return (8.0, "left") if at_left < at_right else (WIDE - 4, "right")

    def ticks(self) -> Iterator[tuple[Point, str, bool]]:
        """(place, number, whether it stands at the lower axis)."""
        for x in _round_numbers(self.left, self.right):
            yield self.place((x, self.low)), number(x), True
        for y in _round_numbers(self.low, self.high):
            yield self.place((self.left, y)), number(y), False


def _round_numbers(low: float, high: float) -> list[float]:
    """Between three and seven round numbers of a range."""
    rough = (high - low) / 5
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough * 0.8)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * k, 12) for k in range(first, last + 1)]


def _runs(line: Line) -> Iterator[list[Point]]:
    """The unbroken stretches of a line."""
    run: list[Point] = []
    for point in line.points:
        if math.isfinite(point[1]):
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


@dataclass(frozen=True)
class Mark:
    """An extremum: its point in the picture, its coordinates, and where the line of text begins."""

    point: Point
    text: str
    place: Point


def marks(curves: Curves) -> list[list[Mark]]:
    """The extrema of each line, their texts beside them so that none lies on another."""
    frame = _Frame(curves)
    found: list[list[Mark]] = []
    taken: list[Point] = []
    for line in frame.lines:
        found.append([])
        for extremum in line.extrema:
            (a, b), text = frame.place(extremum), f"({number(extremum[0])}, {number(extremum[1])})"
            long = LETTER * len(text)
            sides = (a + 6, b - 6), (a - 6 - long, b - 6), (a + 6, b - 22), (a - 6 - long, b - 22), (a + 6, b - 38)
            inside = [p for p in sides if p[0] >= 0 and p[0] + long <= WIDE + NAMES[0]]
            place = next((p for p in inside if not any(_touch(p, q, long) for q in taken)), sides[0])
            taken.append(place)
            found[-1].append(Mark((a, b), text, place))
    return found


def _touch(one: Point, other: Point, long: float) -> bool:
    return abs(one[0] - other[0]) < long + LETTER and abs(one[1] - other[1]) < LINE


def _path(run: list[Point], place: Callable[[Point], Point], between: str, form: str) -> str:
    return between.join(form.format(*place(point)) for point in run)


def chart_svg(chart: Chart) -> str:
    """The chart as SVG, described in words by its extrema."""
    frame, lines = _Frame(chart.curves), chart.curves.lines
    marked = marks(chart.curves)
    said = [
        f"{line.label.plain}: {', '.join(mark.text for mark in each)}"
        for line, each in zip(lines, marked, strict=True)
        if each
    ]
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="540" height="292" '
        f'viewBox="-44 -14 540 292" aria-label="{escape("; ".join([chart.title, *said]))}">',
        f"<title>{escape(chart.title)}</title>",
        f'<path d="M0,0V{TALL:.0f}H{WIDE:.0f}" fill="none" stroke="#74808f"/>',
    ]
    for (x, y), text, below in frame.ticks():
        place = f'x="{x}" y="{y + 17}" text-anchor="middle"' if below else f'x="{x - 6}" y="{y + 4}" text-anchor="end"'
        rows.append(f'<text {place} font-size="11" class="ink">{text.replace("-", "−")}</text>')
    x, side = frame.corner
    anchor = "start" if side == "left" else "end"
    for k, (line, colour) in enumerate(zip(lines, COLOURS, strict=True)):
        dashes = ' stroke-dasharray="7 4"' if k else ""
        for run in _runs(line):
            path = "M" + _path(run, frame.place, "L", "{},{}")
            rows.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        for mark in marked[k]:
            (a, b), (left, down), text = mark.point, mark.place, mark.text.replace("-", "−")
            rows.append(f'<circle cx="{a}" cy="{b}" r="3.5" fill="{colour}"/>')
            rows.append(f'<text x="{left:.1f}" y="{down:.1f}" font-size="12" class="ink">{text}</text>')
        rows.append(text_of(line.label, x, 14.0 + 18 * k, 13, f' fill="{colour}" text-anchor="{anchor}"'))
    rows.append(text_of(chart.curves.variable, WIDE + 12, TALL + 5, 13, ' class="ink"'))
    return "".join(rows) + "</svg>"


def chart_tikz(chart: Chart) -> str:
    """The chart as a `tikzpicture`."""
    frame = _Frame(chart.curves)
    rows = [r"\begin{tikzpicture}[x=0.75pt, y=-0.75pt, every node/.style={inner sep=2pt, font=\footnotesize}]"]
    rows.append(rf"  \draw[gray] (0,0) -- (0,{TALL:.0f}) -- ({WIDE:.0f},{TALL:.0f});")
    for (x, y), text, below in frame.ticks():
        rows.append(rf"  \node[anchor={'north' if below else 'east'}] at ({x},{y}) {{${text}$}};")
    marked = marks(chart.curves)
    left, side = frame.corner
    anchor = "west" if side == "left" else "east"
    for k, (line, style) in enumerate(zip(chart.curves.lines, STYLES, strict=True)):
        for run in _runs(line):
            coordinates = _path([*run[::4], run[-1]], frame.place, " ", "({},{})")
            rows.append(rf"  \draw[{style}, thick] plot coordinates {{{coordinates}}};")
        for mark in marked[k]:
            (x, y), (a, b) = mark.point, mark.place
            rows.append(rf"  \fill[{style.partition(',')[0]}] ({x},{y}) circle[radius=2pt];")
            rows.append(rf"  \node[anchor=base west] at ({a:.1f},{b:.1f}) {{${mark.text}$}};")
        label = rf"$\displaystyle {line.label.latex}$"
        place = f"anchor={anchor}, text={style.partition(',')[0]}"
        rows.append(rf"  \node[{place}] at ({left:.0f},{10 + 30 * k}) {{{label}}};")
    rows.append(rf"  \node[anchor=west] at ({WIDE:.0f},{TALL:.0f}) {{${chart.curves.variable.latex}$}};")
    return "\n".join([*rows, r"\end{tikzpicture}"]) + "\n"
