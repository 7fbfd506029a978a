"""What Sphinx is told; ``python -m docs.site`` gathers the sources and calls it."""

from __future__ import annotations

import logging
from typing import Any

from docs.site import ROOT, excerpts
from linkage_sim import __version__

project = "linkage_sim"
author = project_copyright = "linkage_sim authors"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.githubpages", "sphinx_gallery.gen_gallery"]
exclude_patterns = ["files", "sg_execution_times.rst", "**/sg_execution_times.rst"]

html_theme = "furo"
html_title = f"linkage_sim {__version__}"
html_static_path = [str(ROOT / "docs" / "site" / "static")]
html_css_files = ["site.css"]
html_js_files = ["offline.js"]
html_copy_source = False
html_show_sphinx = False

# Markdown, with anchors as the usual viewers make them.
myst_heading_anchors = 4
highlight_language = "text"

# Docstrings say the types, so that signatures can be read.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_preprocess_types = True
napoleon_use_ivar = True  # attributes are told once, also where they are members that can be read
maximum_signature_line_length = 88
suppress_warnings = ["ref.python"]  # a word of a type, such as points, may be the name of several attributes

logging.getLogger("MESA").setLevel(logging.WARNING)  # Sphinx-Gallery would show a line for each month
sphinx_gallery_conf = {
    "examples_dirs": str(ROOT / "examples" / "gallery"),
    "gallery_dirs": "gallery",
    "filename_pattern": r"\.py$",
    "within_subsection_order": "docs.site.gallery.Order",
    "image_scrapers": ("docs.site.gallery.scraped",),
    "abort_on_example_error": True,
    "ignore_repr_types": "matplotlib",  # what a line that draws returns
    "doc_module": ("linkage_sim",),
    "backreferences_dir": "gallery/backreferences",
    "download_all_examples": False,
    "show_memory": False,
    "show_signature": False,
    "min_reported_time": 3600,  # how long an example takes is nobody's concern
    "write_computation_times": False,
}


def setup(app: Any) -> None:
    """Give the search its excerpts."""
    app.connect("html-page-context", excerpts.collect)
    app.connect("build-finished", excerpts.write)
