// The verdict of a fit in sentences, then how well the models' dynamics and predictions agree with the network; the numbers are folded.
const MODELS = ['plain', 'extended-linear', 'extended-relu', 'imbalanced', 'plain-cross-entropy', 'deep-linear'];
const MODEL_DASHES = ['solid', [8, 4], [2, 2], [10, 3, 2, 3], [4, 3], [12, 4]];
const TITLES = {...Object.fromEntries(page.data.mainMetrics.map(metric => [metric.name, metric.title])),
  nc1_ratio: 'NC1 of the head\u2019s input relative to NC1 of the previous layer'};
const MODEL_SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin'];
const CLOSE_PREDICTION = .2; // the relative error that the verdict accepts

/** Redraws only after a change, so that opened details stay open. */
function drawFit() {
  const fitted = detailedRuns().filter(run => run.fit);
  const now = JSON.stringify([color('text'), fitted.map(run => [run.name, run.fit])]);
  if (byId('fit').dataset.of === now) return;
  byId('fit').dataset.of = now;
  byId('fit-section').hidden = fitted.length === 0;
  [...figures.plots.entries()].filter(([, plot]) => plot.kind === 'fit').forEach(([id, plot]) => {
    plot.dispose();
    figures.plots.delete(id);
  });
  byId('fit').replaceChildren();
  fitted.forEach(run => {
    if (page.data.runs.length > 1) byId('fit').append(element('h3', {}, run.name));
    run.fit.verdict.forEach(paragraph => byId('fit').append(element('p', {class: 'prose'}, ...withTerms(paragraph))));
    if (run.fit.skills.length) byId('fit').append(...skillsTable(run));
    const container = element('div', {class: 'grid'});
    byId('fit').append(container);
    unique(run.fit.trajectories.map(trajectory => trajectory.quantity)).forEach(quantity => {
      const trajectories = run.fit.trajectories.filter(trajectory => trajectory.quantity === quantity);
      show(addFitPlot(container, run, quantity, (TITLES[quantity] || quantity) + ', network and models', ', over time'), trajectoryOption(trajectories),
        seenInTrajectories(run, quantity), () => trajectoryRows(trajectories));
    });
    if (run.fit.predictions.length) {
      const title = 'Predicted and observed values at ' + epochLabel() + ' ' + run.fit.predictions[0].epoch;
      show(addFitPlot(container, run, 'predictions', title, ', one point for each quantity; the dashed line is equality'), predictionOption(run), seenInPredictions(run), () => predictionRows(run));
      byId('fit').append(predictions(run));
    }
    if (run.fit.table.models.length) byId('fit').append(modelsTable(run));
  });
}

function addFitPlot(container, run, name, title, label) {
  const plot = addPlot(container, title, label);
  plot.kind = 'fit';
  figures.plots.set(['fit', run.name, name].join(' '), plot);
  return plot;
}

/** How well each model's dynamics agree with the network on the held-out epochs. */
function skillsTable(run) {
  const table = element('table', {}, element('thead', {}, row('th', ['model', 'metric', 'factor of the model', 'of constant curves', 'of frozen features', 'skill, compared with constant curves', 'with frozen features'])));
  table.append(element('tbody', {}, ...run.fit.skills.map(skill => row('td', [skill.model, skill.quantity === '' ? 'all together' : skill.quantity,
    ...[skill.factor, skill.factorConstant, skill.factorFrozen, skill.skillConstant, skill.skillFrozen].map(value => digits(value, 3))]))));
  return [element('p', {class: 'muted'}, ...withTerms('The dynamics on the held-out epochs, to which \u03ba was not fitted. A factor is 10^RMSE of log\u2081\u2080 between the network and a curve: 1 for equal curves. '
    + 'Skill is 1 for a perfect model, and 0 for one that is as good as constant curves or as frozen features.')),
  element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Skill of the models of ' + run.name}, table)];
}

function seenInTrajectories(run, quantity) {
  const skills = run.fit.skills.filter(skill => skill.quantity === quantity && skill.factor !== null);
  if (skills.length === 0) return '';
  const best = skills.reduce((one, other) => other.factor < one.factor ? other : one);
  return 'Closest on the held-out epochs: ' + best.model + ', by a factor of ' + digits(best.factor, 2) + '; constant curves by ' + digits(best.factorConstant, 2) + '.';
}

function trajectoryRows(trajectories) {
  return [['model', epochLabel(), 'observed', 'predicted'], ...trajectories.flatMap(({model, epochs, observed, predicted}) => epochs.map((epoch, i) => [model, epoch, observed[i], predicted[i]]))];
}

/** Predictions that a logarithmic axis can show: all but zero and undefined ones. */
function positivePredictions(run) {
  return run.fit.predictions.filter(prediction => prediction.observed > 0 && prediction.predicted > 0);
}

function predictionOption(run) {
  const shown = positivePredictions(run);
  const scale = logScale([{points: shown.flatMap(prediction => [[0, prediction.observed], [0, prediction.predicted]])}]);
  const axis = {type: 'value', min: scale.min, max: scale.max, interval: scale.interval, nameLocation: 'middle', nameTextStyle: {color: color('muted')}, axisLine: {onZero: false, lineStyle: {color: color('muted')}},
    axisLabel: {color: color('muted'), formatter: scale.label}, splitLine: {lineStyle: {color: color('line')}}};
  const models = unique(shown.map(prediction => prediction.model));
  return {animation: false, grid: {left: 62, right: 28, top: 34, bottom: 42}, legend: {top: 0, data: models, textStyle: {color: color('text'), fontSize: 11}},
    xAxis: {...axis, name: 'predicted', nameGap: 24}, yAxis: {...axis, name: 'observed', nameGap: 44},
    tooltip: {confine: true, backgroundColor: color('panel'), borderColor: color('line'), textStyle: {color: color('text')}, formatter: item => element('div', {class: 'tooltip'}, item.value[2])},
    series: models.map(model => {
      const index = Math.max(0, MODELS.indexOf(model));
      return {name: model, type: 'scatter', symbol: MODEL_SYMBOLS[index], symbolSize: 9, itemStyle: {color: color('c' + index)}, data: shown.filter(prediction => prediction.model === model)
        .map(({quantity, layer, observed, predicted}) => [scale.log(predicted), scale.log(observed),
          quantity.replace(/_/g, ' ') + (layer ? ' of ' + layer : '') + ': observed ' + digits(observed) + ', predicted ' + digits(predicted)])};
    }).concat([{name: 'equality', type: 'line', silent: true, symbol: 'none', lineStyle: {color: color('muted'), type: 'dashed', width: 1}, data: [[scale.min, scale.min], [scale.max, scale.max]]}])};
}

/** Whether anything was fitted, and how many predictions agree. */
function seenInPredictions(run) {
  const compared = run.fit.predictions.filter(prediction => prediction.error !== null);
  const close = compared.filter(prediction => prediction.error <= CLOSE_PREDICTION).length;
  return close + ' of ' + compared.length + ' predictions have a relative error of at most 20 %. '
    + (run.fit.knownPenalty ? 'The penalty of the features is known, so nothing is fitted.' : 'The penalty of the features is estimated by balance.');
}

function predictionRows(run) {
  return [['model', 'quantity', 'layer', 'observed', 'predicted', 'relative error'], ...run.fit.predictions.map(one => [one.model, one.quantity, one.layer, one.observed, one.predicted, one.error])];
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
  const table = element('table', {}, row('th', ['number', ...run.fit.table.models]));
  run.fit.table.lines.forEach(line => table.append(row('td', [element('td', {class: 'text'}, ...withTerms(line.label)), ...line.cells])));
  return element('details', {}, element('summary', {}, 'All numbers of the verdict'),
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

page.parts.push({draw: drawFit});
