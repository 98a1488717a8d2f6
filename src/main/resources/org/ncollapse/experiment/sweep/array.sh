#!/bin/sh
# One run of a sweep as a task of a Slurm array: begun, or gone on with from its last saved state.
# Arguments: the number of the array's first run, then the command that brings a run to its end.
#
# A signal asks the run to save its state and end: Slurm sends USR1 ahead of the time limit and TERM before another job takes the place;
# `scancel --signal=USR1 --batch JOB` does it by hand. If the job has not been cancelled, it then goes back into the queue.
first=$1
shift
# Not by SLURM_JOB_ID, which one task of each array shares with the array: all of it would be meant.
me=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID

run=
asked=
trap 'asked=1; [ -z "$run" ] || kill -TERM $run 2>/dev/null' USR1 TERM
"$@" "$((first + SLURM_ARRAY_TASK_ID))" &
run=$!
[ -z "$asked" ] || kill -TERM $run

wait $run
code=$?
while kill -0 $run 2>/dev/null; do # A signal ends the waiting, not the run.
  wait $run
  code=$?
done

if [ -n "$asked" ] && [ "$code" -ne 0 ] && [ "$(squeue --noheader --jobs="$me" --format=%T)" = RUNNING ]; then
  echo "ncollapse: back into the queue, from the state that was saved"
  scontrol requeue "$me"
fi
exit "$code"
