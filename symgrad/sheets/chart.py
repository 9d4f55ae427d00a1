"""Charts of a function and its derivative, as SVG and as TikZ."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from symgrad.sheets.content import Chart
from symgrad.sheets.curves import Line, Point
from symgrad.sheets.label import escape, number
from symgrad.sheets.svg import text_of

WIDE, TALL = 460.0, 240.0
NAMES = 60.0, 60.0  # the room for the names of the lines
COLOURS = ("#2b6cb0", "#b83262")
STYLES = ("blue!60!black", "purple!70!black, dashed")


class _Frame:
    """Where a point of the chart lies in the picture, and the round numbers along its axes."""

    def __init__(self, chart: Chart) -> None:
        xs = [x for line in chart.curves.lines for x, _ in line.points]
        heights, self.lines = chart.curves.heights, chart.curves.lines
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


def _marks(line: Line, frame: _Frame) -> Iterator[tuple[Point, str]]:
    for x, y in line.extrema:
        yield frame.place((x, y)), f"({number(x)}, {number(y)})"


def _path(run: list[Point], place: Callable[[Point], Point], between: str, form: str) -> str:
    return between.join(form.format(*place(point)) for point in run)


def chart_svg(chart: Chart) -> str:
    """The chart as SVG, described in words by its extrema."""
    frame, lines = _Frame(chart), chart.curves.lines
    said = [
        f"{line.label.plain}: {', '.join(mark for _, mark in _marks(line, frame))}" for line in lines if line.extrema
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
        for (a, b), text in _marks(line, frame):
            rows.append(f'<circle cx="{a}" cy="{b}" r="3.5" fill="{colour}"/>')
            rows.append(f'<text x="{a + 6}" y="{b - 6}" font-size="12" class="ink">{text.replace("-", "−")}</text>')
        rows.append(text_of(line.label, x, 14.0 + 18 * k, 13, f' fill="{colour}" text-anchor="{anchor}"'))
    rows.append(text_of(chart.curves.variable, WIDE + 12, TALL + 5, 13, ' class="ink"'))
    return "".join(rows) + "</svg>"


def chart_tikz(chart: Chart) -> str:
    """The chart as a `tikzpicture`."""
    frame = _Frame(chart)
    rows = [r"\begin{tikzpicture}[x=0.75pt, y=-0.75pt, every node/.style={inner sep=2pt, font=\footnotesize}]"]
    rows.append(rf"  \draw[gray] (0,0) -- (0,{TALL:.0f}) -- ({WIDE:.0f},{TALL:.0f});")
    for (x, y), text, below in frame.ticks():
        rows.append(rf"  \node[anchor={'north' if below else 'east'}] at ({x},{y}) {{${text}$}};")
    left, side = frame.corner
    anchor = "west" if side == "left" else "east"
    for k, (line, style) in enumerate(zip(chart.curves.lines, STYLES, strict=True)):
        for run in _runs(line):
            coordinates = _path([*run[::4], run[-1]], frame.place, " ", "({},{})")
            rows.append(rf"  \draw[{style}, thick] plot coordinates {{{coordinates}}};")
        for (x, y), text in _marks(line, frame):
            rows.append(rf"  \fill[{style.partition(',')[0]}] ({x},{y}) circle[radius=2pt];")
            rows.append(rf"  \node[anchor=south west] at ({x},{y}) {{${text}$}};")
        label = rf"$\scriptstyle {line.label.latex}$"
        place = f"anchor={anchor}, text={style.partition(',')[0]}"
        rows.append(rf"  \node[{place}] at ({left:.0f},{10 + 26 * k}) {{{label}}};")
    rows.append(rf"  \node[anchor=west] at ({WIDE:.0f},{TALL:.0f}) {{${chart.curves.variable.latex}$}};")
    return "\n".join([*rows, r"\end{tikzpicture}"]) + "\n"
