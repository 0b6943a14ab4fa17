"""Where the files lie that browsers play a scene with: the player's modules, their style, and plotly.js."""

from pathlib import Path

ASSETS = Path(__file__).parents[2] / "assets"
PLAYER = ASSETS / "player"
STYLE = PLAYER / "player.css"
PLOTLY_JS = ASSETS / "plotly" / "plotly-basic.min.js"  # plotly.js's own part of 0.4 MB for scatter, bars and pies
