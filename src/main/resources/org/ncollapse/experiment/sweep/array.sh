#!/bin/sh
# Runs one run of a sweep as a task of a Slurm array: starts it, or resumes it from its last checkpoint.
# Arguments: the index of the array's first run, then the command that runs one run.
#
# On a signal the run saves a checkpoint and exits. Slurm sends USR1 before the time limit, and TERM when another job
# preempts this one; `scancel --signal=USR1 --batch JOB` sends it manually. Unless the job was canceled, it is then
# requeued.
first=$1
shift
# SLURM_JOB_ID does not work here: one task has the same ID as its array, so the whole array would be requeued.
task_id=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID

run=
stop_requested=
trap 'stop_requested=1; [ -z "$run" ] || kill -TERM $run 2>/dev/null' USR1 TERM
"$@" "$((first + SLURM_ARRAY_TASK_ID))" &
run=$!
[ -z "$stop_requested" ] || kill -TERM $run

wait $run
code=$?
while kill -0 $run 2>/dev/null; do # A signal ends wait, not the run.
  wait $run
  code=$?
done

if [ -n "$stop_requested" ] && [ "$code" -ne 0 ] && [ "$(squeue --noheader --jobs="$task_id" --format=%T)" = RUNNING ]; then
  echo "ncollapse: requeued; the run will resume from its checkpoint"
  scontrol requeue "$task_id"
fi
exit "$code"
