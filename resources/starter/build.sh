#!/usr/bin/env bash
# From the corpus to the model that the application brings along:
#
#   resources/starter/build.sh --device cpu --size cpu      about two hours on two cores
#   resources/starter/build.sh --device cuda --size gpu     about 25 minutes on an H100
#   resources/starter/build.sh --size cpu --from tune       after a change of prompts: minutes
#
# Can be stopped at any moment and started again with the same words: it goes on from its check-point.
# Needs Python 3 with PyTorch, NumPy, SentencePiece and Matplotlib; on Debian: apt-get install --no-install-recommends
# python3-torch python3-numpy python3-sentencepiece python3-matplotlib libopenblas0-pthread
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
device=cpu size=cpu from=prepare python=${PYTHON:-python3}
corpus=$here/../../../shared/corpus work=$here/../../.cache/starter
while [ $# -gt 0 ]; do
  case $1 in
    --device) device=$2 ;;
    --size) size=$2 ;;
    --from) from=$2 ;;
    --corpus) corpus=$2 ;;
    --work) work=$2 ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done

# One thread a process, a process a core: what else the machine does then slows one of them and not all.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
# Memory that is given back to the system after every step is zeroed again for the next.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456
# OpenBLAS takes processors newer than itself for very old ones, which costs four fifths of the speed.
if grep -q avx512vl /proc/cpuinfo 2>/dev/null; then export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-SKYLAKEX}; fi

# Steps of 8,192 tokens on a processor, of half a million on a GPU.
case $size in
  gpu) pretrain="--steps 1900 --batch 524288" tune="--steps 300 --batch 262144" ;;
  *) pretrain="--steps 1450" tune="--steps 320" ;;
esac

cd "$here"
[ "$from" = tune ] && rm -f "$work/tune.pt"
if [ "$from" = tune ] || [ ! -f "$work/rows1024.npz" ]; then
  "$python" prepare.py --corpus "$corpus" --work "$work" $([ -f "$work/plain.bin" ] && echo --steps-only)
fi
# shellcheck disable=SC2086 # words on purpose
"$python" train.py pretrain --work "$work" --device "$device" --size "$size" $pretrain
# shellcheck disable=SC2086
"$python" train.py tune --work "$work" --device "$device" --size "$size" $tune
"$python" export.py --work "$work" --out "$work" --type F16 --type Q8_0
"$python" heldout.py --work "$work" --out "$here"
cp "$work/starter-Q8_0.gguf" "$here/starter-Q8_0.gguf"
