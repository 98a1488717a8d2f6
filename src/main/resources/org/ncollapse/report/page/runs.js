// The section of several runs: connects its controls, its table and its plots.
const MAX_LEGEND = 36;
// The page of runs has a checkbox for each run and draws its parts when they change.
const hasRunCheckboxes = typeof page !== 'undefined';

function options(id, texts, selected) {
  byId(id).replaceChildren(...texts.map((text, i) => element('option', {value: i}, text)));
  byId(id).value = Math.max(0, selected);
  byId(id).addEventListener('change', drawRuns);
}

function isNumeric(column) {
  return runSet.runs.some(run => typeof column.of(run) === 'number');
}

/** Columns that a plot can have: keys, and what is a number in any run. */
function plottedColumns() {
  return runColumns().filter(column => isNumeric(column) || runSet.keys.includes(column.name));
}

function groupings() {
  return [EACH_RUN, ALL_RUNS, ...(runSet.keys.length > 1 ? [CONFIGURATION] : []), ...runSet.keys];
}

function setUpRuns() {
  const configurations = unique(runSet.runs.map(run => runGroupName(run, CONFIGURATION))).length;
  const hasSeeds = runSet.keys.length > 0 && configurations < runSet.runs.length;
  const columns = plottedColumns();
  const metric = runSet.metrics.findIndex(one => one.title.startsWith('NC1,'));
  const hasTime = runSet.runs.some(run => run.times);
  options('run-group', groupings(), groupings().indexOf(hasSeeds ? groupings()[runSet.keys.length > 1 ? 2 : runSet.keys.length + 1] : runSet.runs.length > FEW_LINES && runSet.keys.length ? runSet.keys[0] : EACH_RUN));
  options('run-metric', runSet.metrics.map(one => one.title), metric);
  options('run-time', axisNames().slice(0, hasTime ? 2 : 1), EPOCH);
  options('scatter-x', columns.map(column => column.name), columns.findIndex(column => column.name === (runSet.keys[0] || 'zero_error_' + runSet.epochLabel)));
  options('scatter-y', columns.map(column => column.name), columns.findIndex(column => column.name === 'nc1'));
  byId('run-means').checked = hasSeeds;
  byId('run-means').addEventListener('change', drawRuns);
  byId('run-filter').addEventListener('input', drawRuns);
  buildRunTable();
  if (hasRunCheckboxes) {
    page.parts.push({draw: drawRuns});
  } else {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawRuns);
    drawRuns();
  }
}

function drawRuns() {
  const selected = id => Number(byId(id).value);
  const filter = parseFilter(byId('run-filter').value);
  const runs = runSet.runs.filter(run => filter.matches(run) && (!hasRunCheckboxes || page.shown.has(run.name)));
  const groups = groupRuns(runs, groupings()[selected('run-group')]);
  const means = byId('run-means').checked;
  byId('run-means-note').hidden = !means;
  byId('run-filter-note').textContent = [filter.unknown.length ? 'There is no column ' + filter.unknown.join(', ') + '.' : '',
    runs.length < runSet.runs.length ? runs.length + ' of ' + runSet.runs.length + ' runs' : ''].filter(Boolean).join(' ');
  byId('run-legend').replaceChildren(...groups.slice(0, MAX_LEGEND).map(group => element('span', {}, runSample(group.index), group.name)),
    ...(groups.length > MAX_LEGEND ? [element('span', {class: 'muted'}, 'and ' + (groups.length - MAX_LEGEND) + ' more; hover for a name')] : []));
  showRows(groups);
  if (runSet.metrics.length) drawRunCurves(groups, selected('run-metric'), selected('run-time'), means);
  const columns = plottedColumns();
  if (columns.length) drawRunScatter(groups, columns[selected('scatter-x')], columns[selected('scatter-y')], means);
}

byId('runs-section').hidden = !runSet;
if (runSet) setUpRuns();
