"""Junpu on Mesa's own page: the village, two charts, and a slider or switch for what a class may change.

Run it:  solara run examples/mesa_page.py      (needs the extra: pip install 'linkage-sim[mesa-page]')
"""

from mesa.visualization import SolaraViz, make_plot_component, make_space_component

from linkage_sim.views.mesa_page import PageModel, household_portrayal, model_params, village_layout


def wide(axes):
    """Let the village fill its card."""
    axes.set_aspect("equal")
    axes.get_figure().set_size_inches(7, 7)


village = make_space_component(household_portrayal, post_process=wide, layout_alg=village_layout, draw_grid=False)
shops = make_plot_component({"stores": "tab:green", "online_households": "tab:olive"})
poverty = make_plot_component("headcount")

page = SolaraViz(
    PageModel("junpu"),
    components=[village, shops, poverty],
    model_params=model_params("junpu"),
    name="linkage_sim: Junpu",
)
