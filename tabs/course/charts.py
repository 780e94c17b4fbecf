"""The figures of a card's answer: read from the checkpoints, compared beyond their noise. Nothing here is typed."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tabs.course.schema import Chart
from tabs.shared import measures
from tabs.shared.catalogue import catalogue
from tabs.shared.meanings import BETTER
from zoo import floors, seeds
from zoo.record import Record, record
from zoo.text import listed

SMALL = 0.001  # a noise below it is not written out
START = re.compile(r"Gibbs steps from (.*)")  # in an estimator
NORMAL = 1.96  # half a 95 % interval in standard errors
ONE_RUN = "One training run of each: with another seed, a small difference may turn."


@dataclass(frozen=True)
class Bar:
    """A metric of a model, as the page writes it; ``noise`` is the standard error of the estimate, 0 if it is exact."""

    model: str
    metric: str  # in metrics.json
    label: str
    value: float
    noise: float
    text: str
    beside: str  # its noise, and the figure over several seeds


@dataclass(frozen=True)
class Drawn:
    """A chart with what is known of it; ``missing`` are the models that are not here."""

    title: str
    meaning: str
    estimator: str
    bars: list[Bar]
    floor: float | None
    floor_text: str
    floor_name: str
    said: str
    missing: list[str]
    single: bool  # what is said rests on one training run of some model


def records() -> dict[str, Record]:
    """The records of all checkpoints that are here."""
    return {name: record(entry.checkpoint) for name, entry in catalogue().items()}


def title(name: str) -> str:
    """A model's title; its name if it is not here."""
    entry = catalogue().get(name)
    return entry.page.title if entry else name


def draw(chart: Chart, found: dict[str, Record]) -> Drawn:
    """What a chart shows of the ``found`` checkpoints."""
    bars = [
        bar
        for model in chart.models
        for metric in chart.metrics
        if (bar := bar_of(found.get(model), metric, single=len(chart.metrics) == 1))
    ]
    first = bars[0] if bars else None
    its = (found[first.model].metrics or {}) if first else {}
    called, meaning = measures.words(chart.metrics[0], its.get(first.metric, {}) if first else {})
    floor = its.get(f"{first.metric}_floor") if first else None
    there = {bar.model for bar in bars}
    one = len(chart.metrics) == 1
    return Drawn(
        title=chart.title or called,
        meaning=meaning if one else "",
        estimator=_estimators({bar.label: _estimator(bar, found) for bar in (bars if one else bars[:1])}),
        bars=bars,
        floor=floor["value"] if measures.is_single(floor) else None,
        floor_text=figure(floor) if measures.is_single(floor) else "",
        floor_name=floors.called(chart.metrics[0]).capitalize(),
        said=_said(chart, bars, found) if one else "",
        missing=[model for model in chart.models if model not in there],
        single=one and len(bars) > 1 and not all(found[bar.model].seeds for bar in bars),
    )


def figure(metric: dict) -> str:
    """A metric's value as the course writes it: a share as per cent."""
    sign = measures.BOUNDS.get(metric.get("bound") or "", "")
    return f"{sign}{_number(metric['value'], _is_share(metric))}"


def _is_share(metric: dict) -> bool:
    return str(metric.get("unit", "")).startswith("share")


def _number(value: float, share: bool) -> str:
    return f"{100 * value:.1f}\u00a0%" if share else measures.number(value)


def bar_of(own: Record | None, metric: str, single: bool = True) -> Bar | None:
    """One bar, called by its model if it is a ``single`` metric of several; None if the model or its figure is not
    here."""
    metrics = (own.metrics or {}) if own else {}
    names = {"nll_iw" if name.startswith("nll_iw") else name: name for name in metrics}
    found = metrics.get(names.get(metric, metric))
    if own is None or not measures.is_single(found):
        return None
    model = own.checkpoint.name
    noise, said = _noise(names[metric], found, metrics)
    over = seeds.spread(own.seeds, names[metric])
    share = _is_share(found)
    more = f"{over.count} seeds: {_number(over.mean, share)} ± {_number(over.sd, share)}" if over else ""
    return Bar(
        model=model,
        metric=names[metric],
        label=title(model) if single else measures.words(metric, found)[0],
        value=found["value"],
        noise=noise,
        text=figure(found),
        beside="; ".join(filter(None, [said, more])),
    )


def _noise(name: str, found: dict, metrics: dict) -> tuple[float, str]:
    """The standard error of a metric, and how the page writes it. An interval beside the metric is its noise."""
    interval = metrics.get(f"{name}_interval")
    share = _is_share(found)
    if interval:
        low, high = interval["value"]
        return (high - low) / 2 / NORMAL, f"{_number(low, share)} to {_number(high, share)}"
    noise = found.get("noise") or 0.0
    if not noise:
        return 0.0, "exact"
    if noise < SMALL:
        return noise, f"± less than {SMALL}"
    return noise, f"± {100 * noise:.2g}\u00a0%" if share else f"± {noise:.2g}"


def best_of(bars: Sequence[Bar], found: dict[str, Record]) -> list[Bar]:
    """The best bar, and those that cannot be told from it; empty if neither more nor less is better."""
    direction = BETTER.get("nll_iw" if bars[0].metric.startswith("nll_iw") else bars[0].metric) if bars else None
    if direction is None:
        return []
    order = sorted(bars, key=lambda bar: bar.value, reverse=direction == "higher")
    return [order[0], *(bar for bar in order[1:] if not _differ(order[0], bar, found))]


def _differ(one: Bar, other: Bar, found: dict[str, Record]) -> bool:
    """Whether two bars differ by more than the noise: of the seeds where there are several, else of the estimates."""
    values = [seeds.values(found[bar.model].seeds, bar.metric) for bar in (one, other)]
    if min(map(len, values)) > 1:
        return bool(seeds.differ(*values))
    return abs(one.value - other.value) > 2 * (one.noise**2 + other.noise**2) ** 0.5


def _said(chart: Chart, bars: list[Bar], found: dict[str, Record]) -> str:
    """What the figures say, in sentences made of them."""
    if unlike := _unlike_starts(bars, found):
        return " ".join(filter(None, [unlike, chart.told.get("", "")]))
    if len(bars) < 2 or not (ahead := best_of(bars, found)):
        return ""
    best, *equal = ahead
    winner = "" if equal else best.model
    if equal:
        names = listed([bar.label for bar in ahead])
        first = f"{names} cannot be told apart: they differ by less than the noise."
    else:
        others = sorted((bar for bar in bars if bar is not best), key=lambda bar: abs(bar.value - best.value))
        first = f"Best: {best.label} ({best.text}). Next: {others[0].label} ({others[0].text})."
    return " ".join(filter(None, [first, chart.told.get(winner, "")]))


def _estimator(bar: Bar, found: dict[str, Record]) -> str:
    return str(((found[bar.model].metrics or {}).get(bar.metric) or {}).get("estimator", ""))


def _estimators(by_label: dict[str, str]) -> str:
    """How it was measured: once if all agree, else by model."""
    if len({*by_label.values()}) < 2:
        return next(iter(by_label.values()), "")
    return "; ".join(f"{label}: {how}" for label, how in by_label.items())


def _unlike_starts(bars: Sequence[Bar], found: dict[str, Record]) -> str:
    """Why bars are not ranked of which only some machines' chains start in noise; "" if all start alike."""
    starts = {bar.label: START.search(_estimator(bar, found)) for bar in bars}
    kept = [label for label, start in starts.items() if start and start[1] != "noise"]
    if not kept or len(kept) == len(bars):
        return ""
    return f"Not ranked: the chains of {listed(kept)} start where training left them, the others in noise."


def as_html(drawn: Drawn) -> str:
    """The chart as HTML. Each bar carries the name of its model and metric, for tests and for programs."""
    if not drawn.bars:
        return f"<div class='course-finding'><b>{html.escape(drawn.title)}</b>{_missing(drawn)}</div>"
    most = max(abs(each) for each in [*(bar.value for bar in drawn.bars), drawn.floor or 0]) or 1
    rows = "".join(_row(bar, most) for bar in drawn.bars)
    if drawn.floor is not None:
        rows += (
            f"<li class='is-floor'><span>{html.escape(drawn.floor_name)}</span>"
            f"<i style='--w:{100 * abs(drawn.floor) / most:.1f}%'></i>"
            f"<b>{html.escape(drawn.floor_text)}</b></li>"
        )
    meaning = f"<small>{html.escape(drawn.meaning)}</small>" if drawn.meaning else ""
    said = f"<p class='course-said'>{html.escape(drawn.said)}</p>" if drawn.said else ""
    missing = _missing(drawn) if drawn.missing else ""
    how = f"<p class='course-how'>How it was measured: {html.escape(drawn.estimator)}.</p>"
    caption = f"<figcaption><b>{html.escape(drawn.title)}</b>{meaning}</figcaption>"
    figure = f"<figure class='course-chart'>{caption}<ul>{rows}</ul>{how}</figure>"
    return f"<div class='course-finding'>{figure}{said}{missing}</div>"


def _row(bar: Bar, most: float) -> str:
    return (
        f"<li data-model='{bar.model}' data-metric='{bar.metric}'><span>{html.escape(bar.label)}</span>"
        f"<i style='--w:{100 * abs(bar.value) / most:.1f}%'></i>"
        f"<b>{html.escape(bar.text)}</b><small>{html.escape(bar.beside)}</small></li>"
    )


def _missing(drawn: Drawn) -> str:
    names = listed([f"<code>{html.escape(name)}</code>" for name in drawn.missing])
    trains = html.escape(" ".join(drawn.missing))
    command = f"<code>python -m training train {trains}</code>"
    return f"<p class='course-missing'>Not measured here: {names}. To get the figures: {command}.</p>"
