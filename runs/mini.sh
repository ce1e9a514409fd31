#!/usr/bin/env bash
# Trains radsharp-mini from films alone, and measures it on patients that it was not trained on.
#   runs/mini.sh DATA [OUTPUT] [RUNS]
# DATA holds nih_cxr14/ and hannover/ (their files are described in models/radsharp-mini/README.md). The model goes to OUTPUT
# (artifacts/radsharp-mini), checkpoints and curves to RUNS (artifacts/runs/mini). Stopped or killed, it goes on where it was when
# it is started again. runs/mini.json says how it is trained; what it printed for the model that is shipped is in mini.txt.
# NIH ChestX-ray14: Wang et al., CVPR 2017; NIH Clinical Center, https://nihcc.app.box.com/v/ChestXray-NIHCC.
# Hannover: Winther et al., COVID-19 Image Repository, Hannover Medical School, DOI 10.6084/m9.figshare.12275009, CC BY 3.0; boxes
# of the lungs: General Blockchain, covid-19-chest-xray-lung-bounding-boxes-dataset, CC BY 4.0.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -lt 1 ] || [ $# -gt 3 ]; then
    echo "Usage: runs/mini.sh DATA [OUTPUT] [RUNS]" >&2
    exit 2
fi

output=${2-artifacts/radsharp-mini}
./radsharp train runs/mini.json --data "$1" --output "$output" --runs "${3-artifacts/runs/mini}"
./radsharp evaluate mini --data "$1" --model "$output" --markdown
