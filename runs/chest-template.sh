#!/usr/bin/env bash
# Makes the average frontal chest film of src/RadSharp.Imaging/Recognition/ChestTemplate.cs, and measures how well it tells
# upright films from inverted ones and from those that lie upside down or on their side.
#   runs/chest-template.sh NIH_FOLDER HANNOVER_FOLDER
# NIH ChestX-ray14: Wang et al., CVPR 2017; NIH Clinical Center, https://nihcc.app.box.com/v/ChestXray-NIHCC.
# Hannover: Winther et al., COVID-19 Image Repository, Hannover Medical School, DOI 10.6084/m9.figshare.12275009, CC BY 3.0.
# What it printed for 1,267 and 243 films is in chest-template.txt. Each set is judged by the other's average. The two NIH films
# judged inverted are inverted. Of the three judged upside down one is; the others lie at the top of a wide black frame.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet run tools/chest-template.cs "$@"
