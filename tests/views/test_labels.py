"""Labels of bars and boxes stand beside them, over nothing, and are never lost."""

from __future__ import annotations

from matplotlib.text import Text

from linkage_sim.views.labels import Mark, covered, place_beside
from linkage_sim.views.style import panels, styled


def placed(marks, obstacles=()):
    """Boxes of the labels in the units of the axes."""
    with styled():
        figure, (axis,) = panels(4, 3, 1, 1)
        axis.set_xlim(0, 100)
        axis.set_ylim(0, 100)
        place_beside(axis, marks, obstacles)
        renderer = figure.canvas.get_renderer()
        found = {text.get_text(): Text.get_window_extent(text, renderer) for text in axis.texts}
        return {text: box.transformed(axis.transData.inverted()) for text, box in found.items()}


def test_a_label_stands_on_the_left_of_its_bar_where_that_is_free():
    box = placed([Mark((50, 40, 70, 40), 40, "350 [A]")])["350 [A]"]
    assert box.x1 < 50
    assert box.y0 < 40 < box.y1


def test_a_label_keeps_off_curves_and_other_labels():
    curve = covered([0, 50], [20, 30], [50, 60])
    assert curve == [(0, 20, 50, 60)]
    boxes = placed([Mark((50, 40, 70, 40), 40, "one"), Mark((50, 30, 70, 30), 30, "two")], curve)
    assert not any(box.x0 < 50 and box.y0 < 60 and box.y1 > 20 for box in boxes.values())
    assert not boxes["one"].overlaps(boxes["two"])


def test_a_label_is_inside_and_there_even_where_everything_is_taken():
    box = placed([Mark((95, 2, 99, 2), 2, "at least 100 [paper]")], [(0, 0, 100, 100)])["at least 100 [paper]"]
    assert box.x0 >= 0 <= box.y0
    assert box.x1 <= 100 >= box.y1
