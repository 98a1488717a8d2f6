// What is read rather than looked at: the summary, theory's verdict and predictions, every measure at the slider's epoch, and where it all came from.
const MODELS = ['plain', 'extended-linear', 'extended-relu', 'imbalanced', 'plain-cross-entropy', 'deep-linear'];
const MODEL_DASHES = ['solid', [8, 4], [2, 2], [10, 3, 2, 3], [4, 3], [12, 4]];
const QUANTITIES = {nc1: 'NC1', nc2_of: 'NC2: distance to an orthogonal frame', nc2_etf: 'NC2: distance to a simplex', nc3_of: 'NC3: distance to an orthogonal frame',
  nc3_etf: 'NC3: distance to a simplex', nc1_ratio: 'NC1 of the last layer over NC1 of the one before'};

const BESIDE = ['nc1', 'nc2_etf', 'nc2_of', 'nc3_etf', 'nc3_of', 'nc4_mismatch'];

function drawSummary() {
  byId('state').textContent = unique(page.data.runs.map(run => (page.data.runs.length > 1 ? '' : run.status + '. ') + run.notes)).filter(Boolean).join(' \u00b7 ');
  const runs = page.data.runs;
  byId('summary').replaceChildren(runs.length > 1 ? sideBySide(runs) : element('ul', {}, ...runs[0].summary.map(sentence => element('li', {}, sentence))));
}

/** Where runs stand, a row each: the head's layer at the last captured epoch. */
function sideBySide(runs) {
  const last = (run, split, name) => {
    const curve = run.curves.find(one => one.split === split && one.values[column('error')]) || run.curves.find(one => one.split === split);
    const values = curve && curve.values[column(name)];
    return digits(values ? values[values.length - 1] : null);
  };
  const table = element('table', {}, row('th', ['run', 'status', 'zero error at', counts() + 's', ...BESIDE, 'test error', element('th', {class: 'words'}, 'theory')]));
  runs.forEach(run => table.append(row('td', [run.name, run.status, run.zeroEpoch === null ? 'never' : String(run.zeroEpoch), String(run.lastEpoch),
    ...BESIDE.map(name => last(run, 'train', name)), last(run, 'test', 'error'), element('td', {class: 'words'}, run.theory ? run.theory.verdict[0] : '–')])));
  return element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The runs side by side'}, table);
}

function drawTheory() {
  const fitted = closely().filter(run => run.theory);
  byId('theory-section').hidden = fitted.length === 0;
  [...pictures.plots.entries()].filter(([, plot]) => plot.kind === 'theory').forEach(([id, plot]) => {
    plot.dispose();
    pictures.plots.delete(id);
  });
  byId('theory').replaceChildren();
  fitted.forEach(run => {
    if (page.data.runs.length > 1) byId('theory').append(element('h3', {}, run.name));
    run.theory.verdict.forEach(paragraph => byId('theory').append(element('p', {class: 'soft'}, paragraph)));
    const holder = element('div', {class: 'grid'});
    byId('theory').append(holder);
    unique(run.theory.courses.map(course => course.quantity)).forEach(quantity => {
      const plot = plotIn(holder, QUANTITIES[quantity] || quantity, ', the network and the models over time');
      plot.kind = 'theory';
      pictures.plots.set(['theory', run.name, quantity].join(' '), plot);
      plot.setOption(courseOption(run.theory.courses.filter(course => course.quantity === quantity)), true);
    });
    if (run.theory.predictions.length) byId('theory').append(predictions(run));
  });
}

function courseOption(courses) {
  const scale = decades(courses.flatMap(course => [course.observed, course.predicted]).map(values => ({points: values.map(value => [0, value === 0 ? null : value])})));
  const points = (course, values) => course.epochs.map((epoch, i) => [epoch, values[i] > 0 ? scale.height(values[i]) : '-', values[i]]);
  const axis = {axisLine: {onZero: false, lineStyle: {color: colour('soft')}}, axisLabel: {color: colour('soft')}, splitLine: {lineStyle: {color: colour('line')}}};
  return {animation: false, grid: {left: 62, right: 28, top: 34, bottom: 42}, legend: {top: 0, itemWidth: 24, textStyle: {color: colour('ink'), fontSize: 11}},
    tooltip: {trigger: 'axis', confine: true, formatter: tip, backgroundColor: colour('panel'), borderColor: colour('line'), textStyle: {color: colour('ink')}},
    xAxis: {...axis, type: 'value', name: counts(), nameLocation: 'middle', nameGap: 24, min: 'dataMin', max: 'dataMax', splitLine: {show: false}},
    yAxis: {...axis, type: 'value', min: scale.min, max: scale.max, interval: scale.interval, axisLabel: {...axis.axisLabel, formatter: scale.label}},
    series: [{name: 'network', type: 'line', data: points(courses[0], courses[0].observed), lineStyle: {width: 0}, symbol: 'circle', symbolSize: 6,
      itemStyle: {color: colour('ink')}}].concat(courses.map(course => {
      const place = Math.max(0, MODELS.indexOf(course.model));
      return {name: course.model, type: 'line', data: points(course, course.predicted), symbol: 'none', itemStyle: {color: colour('c' + place)},
        lineStyle: {color: colour('c' + place), width: 1.75, type: MODEL_DASHES[place]}};
    }))};
}

function predictions(run) {
  const table = element('table', {}, row('th', ['model', 'quantity', 'of', 'seen', 'predicted', 'relative error']));
  run.theory.predictions.forEach(one => table.append(row('td', [one.model, one.quantity.replace(/_/g, ' '), one.layer, digits(one.observed), digits(one.predicted),
    one.error === null ? '–' : (100 * one.error).toPrecision(3) + ' %'])));
  const details = element('details', {}, element('summary', {}, 'Predictions at ' + counts() + ' ' + run.theory.predictions[0].epoch),
    element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Predictions of ' + run.name}, table));
  return details;
}

function drawTable() {
  const shown = shownRuns().flatMap(run => run.curves.filter(curve => page.layers.has(curve.layer) && page.splits.has(curve.split)).map(curve => ({run, curve})));
  byId('table-note').textContent = 'At the slider\u2019s ' + counts() + ', or the last one before it that was captured. Empty: not defined there.';
  const head = row('th', ['measure', ...shown.map(one => (page.data.runs.length > 1 ? one.run.name + ', ' : '') + one.curve.layer + ', ' + one.curve.split
    + (one.curve.epochs[placeOf(one.curve.epochs)] === epochNow() ? '' : ' (' + one.curve.epochs[placeOf(one.curve.epochs)] + ')')),
    element('th', {class: 'words'}, 'definition'), element('th', {class: 'words'}, 'source')]);
  byId('table').replaceChildren(element('thead', {}, head), element('tbody', {}, ...page.data.columns.map((column, i) => row('td', [column.name,
    ...shown.map(one => digits(one.curve.values[i] && one.curve.values[i][placeOf(one.curve.epochs)])),
    element('td', {class: 'words'}, column.definition), element('td', {class: 'words'}, column.source)]))));
}

/** Only what has changed: what was opened stays open. */
function drawOrigin() {
  const now = JSON.stringify(page.data.runs.map(run => [run.experiment, run.manifest]));
  if (byId('origin').dataset.of === now) return;
  byId('origin').dataset.of = now;
  const open = [...byId('origin').querySelectorAll('details')].map(details => details.open);
  byId('origin').replaceChildren(...page.data.runs.flatMap(run => [
    ...(page.data.runs.length > 1 ? [element('h3', {}, run.name)] : []),
    element('details', {}, element('summary', {}, 'The experiment, every default filled in'), element('pre', {tabindex: 0}, run.experiment)),
    element('details', {}, element('summary', {}, 'The manifest: data, software, machine, warnings, how it ended'), element('pre', {tabindex: 0}, JSON.stringify(run.manifest, null, 2)))]));
  byId('origin').querySelectorAll('details').forEach((details, i) => details.open = Boolean(open[i]));
}

page.parts.push({draw: drawSummary}, {draw: drawTheory}, {draw: drawTable, epoch: drawTable}, {draw: drawOrigin});
