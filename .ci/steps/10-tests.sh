#!/usr/bin/env bash
# README's test command
set -euo pipefail
. .ci/lib.sh

mvn -B test
# Tests that need Jupyter, LaTeX or Chromium are skipped if these are not installed.
for test in ExportToolsTest RunReportInBrowserTest RunPageViewInBrowserTest RunPageTextInBrowserTest RunPageLayoutInBrowserTest \
  RunPageServerTest; do
  report=$(find target/surefire-reports -name "TEST-*.$test.xml")
  if grep -q '<testsuite .* skipped="0"' "$report"; then continue; fi
  if tools_are_here; then
    echo "$test skipped a test although its tools are installed"
    exit 1
  fi
  skip "part of $test: its tools are not installed"
done
