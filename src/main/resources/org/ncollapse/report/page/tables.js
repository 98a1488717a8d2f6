// The summary, the verdict and predictions of a fit, all metrics at the slider's epoch, and the provenance.
const MODELS = ['plain', 'extended-linear', 'extended-relu', 'imbalanced', 'plain-cross-entropy', 'deep-linear'];
const MODEL_DASHES = ['solid', [8, 4], [2, 2], [10, 3, 2, 3], [4, 3], [12, 4]];
const TITLES = {...Object.fromEntries(page.data.mainMetrics.map(metric => [metric.name, metric.title])),
  nc1_ratio: 'NC1 of the head\u2019s input relative to NC1 of the previous layer'};

function drawSummary() {
  byId('state').textContent = unique(page.data.runs.map(run => (page.data.runs.length > 1 ? '' : run.status + '. ') + run.notes)).filter(Boolean).join(' \u00b7 ');
  const runs = page.data.runs;
  byId('summary').replaceChildren(...(runs.length > 1 ? [] : [element('ul', {}, ...runs[0].summary.map(sentence => element('li', {}, sentence)))]));
}

function drawFit() {
  const fitted = detailedRuns().filter(run => run.fit);
  byId('fit-section').hidden = fitted.length === 0;
  [...figures.plots.entries()].filter(([, plot]) => plot.kind === 'fit').forEach(([id, plot]) => {
    plot.dispose();
    figures.plots.delete(id);
  });
  byId('fit').replaceChildren();
  fitted.forEach(run => {
    if (page.data.runs.length > 1) byId('fit').append(element('h3', {}, run.name));
    run.fit.verdict.forEach(paragraph => byId('fit').append(element('p', {class: 'muted'}, paragraph)));
    if (run.fit.table.models.length) byId('fit').append(modelsTable(run));
    const container = element('div', {class: 'grid'});
    byId('fit').append(container);
    unique(run.fit.trajectories.map(trajectory => trajectory.quantity)).forEach(quantity => {
      const plot = addPlot(container, TITLES[quantity] || quantity, ', the network and the models over time');
      plot.kind = 'fit';
      figures.plots.set(['fit', run.name, quantity].join(' '), plot);
      plot.setOption(trajectoryOption(run.fit.trajectories.filter(trajectory => trajectory.quantity === quantity)), true);
    });
    if (run.fit.predictions.length) byId('fit').append(predictions(run));
  });
}

function trajectoryOption(trajectories) {
  const scale = logScale(trajectories.flatMap(trajectory => [trajectory.observed, trajectory.predicted]).map(values => ({points: values.map(value => [0, value === 0 ? null : value])})));
  const points = (trajectory, values) => trajectory.epochs.map((epoch, i) => [epoch, values[i] > 0 ? scale.log(values[i]) : '-', values[i]]);
  const axis = {axisLine: {onZero: false, lineStyle: {color: color('muted')}}, axisLabel: {color: color('muted')}, splitLine: {lineStyle: {color: color('line')}}};
  return {animation: false, grid: {left: 62, right: 28, top: 34, bottom: 42}, legend: {top: 0, itemWidth: 24, textStyle: {color: color('text'), fontSize: 11}},
    tooltip: {trigger: 'axis', confine: true, formatter: tooltip, backgroundColor: color('panel'), borderColor: color('line'), textStyle: {color: color('text')}},
    xAxis: {...axis, type: 'value', name: epochLabel(), nameLocation: 'middle', nameGap: 24, min: 'dataMin', max: 'dataMax', splitLine: {show: false}},
    yAxis: {...axis, type: 'value', min: scale.min, max: scale.max, interval: scale.interval, axisLabel: {...axis.axisLabel, formatter: scale.label}},
    series: [{name: 'network', type: 'line', data: points(trajectories[0], trajectories[0].observed), lineStyle: {width: 0}, symbol: 'circle', symbolSize: 6,
      itemStyle: {color: color('text')}}].concat(trajectories.map(trajectory => {
      const model = Math.max(0, MODELS.indexOf(trajectory.model));
      return {name: trajectory.model, type: 'line', data: points(trajectory, trajectory.predicted), symbol: 'none', itemStyle: {color: color('c' + model)},
        lineStyle: {color: color('c' + model), width: 1.75, type: MODEL_DASHES[model]}};
    }))};
}

/** The numbers of the verdict, folded. */
function modelsTable(run) {
  const table = element('table', {}, row('th', ['', ...run.fit.table.models]));
  run.fit.table.lines.forEach(line => table.append(row('td', [element('td', {class: 'text'}, line.label), ...line.cells])));
  return element('details', {}, element('summary', {}, 'The numbers of the verdict'),
    element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The models of ' + run.name}, table));
}

function predictions(run) {
  const table = element('table', {}, row('th', ['model', 'quantity', 'layer', 'observed', 'predicted', 'relative error']));
  run.fit.predictions.forEach(prediction => table.append(row('td', [prediction.model, prediction.quantity.replace(/_/g, ' '), prediction.layer, digits(prediction.observed), digits(prediction.predicted),
    prediction.error === null ? '–' : digits(100 * prediction.error, 3) + ' %'])));
  const details = element('details', {}, element('summary', {}, 'Predictions at ' + epochLabel() + ' ' + run.fit.predictions[0].epoch),
    element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Predictions of ' + run.name}, table));
  return details;
}

function drawTable() {
  const shown = shownRuns().flatMap(run => run.curves.filter(curve => page.layers.has(curve.layer) && page.splits.has(curve.split)).map(curve => ({run, curve})));
  byId('table-note').textContent = 'At the slider\u2019s ' + epochLabel() + ', or the last captured one before it. A dash is an undefined value.';
  const head = row('th', ['metric', ...shown.map(one => (page.data.runs.length > 1 ? one.run.name + ', ' : '') + one.curve.layer + ', ' + one.curve.split
    + (one.curve.epochs[indexAt(one.curve.epochs)] === currentEpoch() ? '' : ' (' + one.curve.epochs[indexAt(one.curve.epochs)] + ')')),
    element('th', {class: 'text'}, 'definition'), element('th', {class: 'text'}, 'source')]);
  byId('table').replaceChildren(element('thead', {}, head), element('tbody', {}, ...page.data.columns.map((column, i) => row('td', [column.name,
    ...shown.map(one => digits(one.curve.values[i] && one.curve.values[i][indexAt(one.curve.epochs)])),
    element('td', {class: 'text'}, column.definition), element('td', {class: 'text'}, column.source)]))));
}

/** Redraws only after a change, so that opened details stay open. */
function drawProvenance() {
  const now = JSON.stringify(page.data.runs.map(run => [run.experiment, run.manifest]));
  if (byId('provenance').dataset.of === now) return;
  byId('provenance').dataset.of = now;
  const open = [...byId('provenance').querySelectorAll('details')].map(details => details.open);
  byId('provenance').replaceChildren(...page.data.runs.flatMap(run => [
    ...(page.data.runs.length > 1 ? [element('h3', {}, run.name)] : []),
    element('details', {}, element('summary', {}, 'The experiment file with all defaults'), element('pre', {tabindex: 0}, run.experiment)),
    element('details', {}, element('summary', {}, 'The manifest: data, software, machine, warnings and status'), element('pre', {tabindex: 0}, JSON.stringify(run.manifest, null, 2)))]));
  byId('provenance').querySelectorAll('details').forEach((details, i) => details.open = Boolean(open[i]));
}

page.parts.push({draw: drawSummary}, {draw: drawFit}, {draw: drawTable, epoch: drawTable}, {draw: drawProvenance});
