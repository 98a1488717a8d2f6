// The page of a sweep: its phase diagram and its tables.
const sweep = embedded;
const PALETTE = 6;
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin'];
const LEGEND_SYMBOLS = ['\u25cf', '\u25a0', '\u25b2', '\u25c6', '\u25bc'];
// As in SeriesStyle.java: the ratios of open triangles to the largest value, and to each other.
const ZERO_SOLUTION_OFFSET = 3;
const MARKER_SPACING = 1.6;
const MARKER_LEVELS = 6;
const FRAMES = {OF: 'an orthogonal frame', ETF: 'a simplex ETF', 'OF or ETF': 'an orthogonal frame for a bias-free head with squared error, otherwise a simplex ETF'};
const plots = new Map();

const MEANS = [['nc1', 'NC1'], ['nc2', 'NC2: distance to ' + sweep.frame], ['balance', '\u0109 by balance'], ['shrinkage', '\u0109 by shrinkage']];

function seriesColor(series) {
  return color('c' + series % PALETTE);
}

/** Three digits, for tables with many columns. */
function threeDigits(value) {
  return digits(value, 3);
}

function interval(mean) {
  return threeDigits(mean.mean) + (mean.low === null ? '' : ' [' + threeDigits(mean.low) + ', ' + threeDigits(mean.high) + ']');
}

function configuration(values) {
  return sweep.keys.map((key, i) => key + ' ' + values[i]).join(', ');
}

function configurationTooltip(point) {
  return tooltipLines(configuration(point.values), point.finished + ' of ' + point.planned + ' seeds finished' + (point.zeroSolutions ? ', ' + point.zeroSolutions + ' with the zero solution' : ''),
    ...MEANS.map(([name, title]) => title + ': ' + interval(point.means[name])), 'test error: ' + interval(point.means.testError));
}

function runTooltip(point) {
  const run = sweep.runSet.runs.find(run => run.name === point.run);
  const last = name => run.last[sweep.runSet.columns.findIndex(column => column.name === name)];
  return tooltipLines(run.name, configuration(run.values), 'seed ' + run.seed, 'NC1: ' + digits(point.nc1), '\u0109 by balance: ' + digits(last('c_balance')),
    '\u0109 by shrinkage: ' + digits(last('c_shrinkage')),
    point.zeroSolution ? 'zero solution' : '');
}

/** The panel's axes. The library has no axis with ticks at given positions, so they are drawn as a series. */
function panelOption(axis, scale, marks) {
  const line = {lineStyle: {color: color('muted')}};
  const ticks = axis.ticks.filter(tick => tick.label);
  return {animation: false, grid: {left: 62, right: 20, top: 14, bottom: 46},
    tooltip: {trigger: 'item', confine: true, backgroundColor: color('panel'), borderColor: color('line'), textStyle: {color: color('text')},
      formatter: item => item.data && item.data.tooltipContent ? item.data.tooltipContent() : ''},
    xAxis: {type: 'value', min: axis.min, max: axis.max, name: axis.name, nameLocation: 'middle', nameGap: 30, nameTextStyle: {color: color('text')},
      axisLine: {onZero: false, ...line},
      axisTick: {show: false}, axisLabel: {show: false}, splitLine: {show: false}},
    yAxis: {type: 'value', min: scale.min, max: scale.max, interval: scale.interval, axisLine: {show: true, onZero: false, ...line},
      axisLabel: {color: color('muted'), formatter: scale.label},
      splitLine: {lineStyle: {color: color('line')}}},
    series: [{type: 'custom', clip: false, silent: true, tooltip: {show: false}, data: ticks.map(tick => [tick.position, scale.min]), renderItem: (params, api) => {
      const [x, y] = api.coord([ticks[params.dataIndex].position, scale.min]);
      const tick = ticks[params.dataIndex];
      const next = ticks[params.dataIndex + 1];
      const width = next ? api.coord([next.position, scale.min])[0] - x - 4 : 1e3;
      return {type: 'group', children: [{type: 'line', shape: {x1: x, y1: y, x2: x, y2: y + 4}, style: {stroke: color('muted')}},
        {type: 'text', style: {x, y: y + 7, text: tick.exponent ? power(Number(tick.exponent.replace('\u2212', '-'))) : tick.label, align: 'center',
          fill: color('muted'), fontSize: 12,
          ...(next ? {overflow: 'truncate', width} : {})}}]};
    }}, {type: 'line', data: [], silent: true, markLine: {silent: true, symbol: 'none', animation: false, label: {show: false},
      lineStyle: {color: color('muted'), type: 'solid', width: 1}, data: marks}}]};
}

function points(name, series, data, extra) {
  return {name, type: 'scatter', animation: false, symbol: SYMBOLS[series % SYMBOLS.length], symbolSize: 8, itemStyle: {color: seriesColor(series)}, data, ...extra};
}

/** The height of markers for runs without a value: above all values, one height for each series. */
function markerHeight(max, series) {
  return ZERO_SOLUTION_OFFSET * max * MARKER_SPACING ** (series % MARKER_LEVELS);
}

/** Markers for configurations or runs that have no value because the network is the zero solution. */
function zeroSolutionPoints(series, data) {
  return points('zero solution', series, data, {symbol: 'triangle', symbolSize: 9, itemStyle: {color: color('background'), borderColor: seriesColor(series), borderWidth: 1.5}});
}

function meanOption(name, fromZero) {
  const clamp = value => value === null ? null : fromZero ? Math.max(0, value) : value;
  const all = sweep.configurations.map(point => ({point, value: clamp(point.means[name].mean), low: clamp(point.means[name].low), high: point.means[name].high}));
  const max = all.flatMap(one => [one.value, one.high]).reduce((a, b) => Math.max(a, b || 0), fromZero ? 1 : 0) || 1;
  const zeroSolutions = all.filter(one => one.point.zeroSolutions && one.point.means[name].n < one.point.finished);
  const scale = logScale([{points: all.flatMap(one => [[0, one.value], [0, one.high]]).concat(fromZero ? [[0, 1]] : [], zeroSolutions.map(one => [0, markerHeight(max, one.point.series)]),
    [[0, max]])}]);
  const yOf = value => value === 0 ? scale.zero : scale.log(value);
  const tickLabel = value => fromZero && value === scale.zero && all.some(one => one.value === 0) ? '0' : scale.label(value);
  const option = panelOption(sweep.key, {...scale, label: tickLabel}, fromZero ? [{yAxis: scale.log(1)}] : []);
  sweep.series.forEach((label, series) => {
    const seriesPoints = all.filter(one => one.point.series === series && one.value !== null && (one.value > 0 || fromZero)).sort((a, b) => a.point.x - b.point.x);
    const bars = seriesPoints.filter(one => one.high > 0);
    if (!sweep.key.categorical) {
      option.series.push({type: 'line', data: seriesPoints.map(one => [one.point.x, yOf(one.value)]), symbol: 'none', silent: true, animation: false,
        lineStyle: {color: seriesColor(series), width: .75}});
    }
    option.series.push({type: 'custom', silent: true, tooltip: {show: false}, clip: true, data: bars.map(one => [one.point.x, yOf(one.low), yOf(one.high)]),
      encode: {x: 0, y: [1, 2]},
      renderItem: (params, api) => {
        const [x, y1] = api.coord([api.value(0), api.value(1)]);
        return {type: 'line', shape: {x1: x, y1, x2: x, y2: api.coord([api.value(0), api.value(2)])[1]}, style: {stroke: seriesColor(series), lineWidth: 1.75}};
      }});
    option.series.push(points(label, series, seriesPoints.map(one => ({value: [one.point.x, yOf(one.value)], tooltipContent: () => configurationTooltip(one.point)}))));
    option.series.push(zeroSolutionPoints(series, zeroSolutions.filter(one => one.point.series === series).map(one => ({value: [one.point.x, scale.log(markerHeight(max, series))],
      tooltipContent: () => configurationTooltip(one.point)}))));
  });
  return option;
}

function strengthOption(name) {
  const linear = name === 'logitScale';
  const shown = sweep.points.filter(point => point.x !== null);
  const max = shown.reduce((a, b) => Math.max(a, b.nc1 || 0), 0) || 1;
  const zeroSolutions = linear ? [] : shown.filter(point => point.zeroSolution && point.nc1 === null);
  const min = shown.reduce((a, b) => Math.min(a, b.logitScale === null ? 0 : b.logitScale), 0);
  const scale = linear ? {min: Math.min(0, Math.floor(10 * min) / 10), max: Math.max(1, ...shown.map(point => Math.ceil(10 * (point.logitScale || 0)) / 10)), label: value => digits(value),
    log: value => value}
    : logScale([{points: shown.map(point => [0, point.nc1]).concat([[0, max]], zeroSolutions.map(point => [0, markerHeight(max, point.series)]))}]);
  const option = panelOption(sweep.strength, scale, [{xAxis: sweep.threshold}]);
  if (linear) {
    const values = sweep.strength.values;
    const step = (sweep.strength.max - sweep.strength.min) / (values.length - 1);
    option.series.push({name: 'theory', type: 'line', symbol: 'none', silent: true, animation: false, lineStyle: {color: color('text'), type: 'dashed', width: 1.25},
      data: values.map((c, i) => [sweep.strength.min + i * step, Math.max(0, 1 - (c === null ? 1 : Math.max(0, c)))])});
  }
  sweep.series.forEach((label, series) => {
    const seriesPoints = shown.filter(point => point.series === series && (linear ? point.logitScale !== null : point.nc1 > 0));
    option.series.push(points(label, series, seriesPoints.map(point => ({value: [point.x, scale.log(point[name])], tooltipContent: () => runTooltip(point)}))));
    option.series.push(zeroSolutionPoints(series, zeroSolutions.filter(point => point.series === series).map(point => ({value: [point.x, scale.log(markerHeight(max, series))],
      tooltipContent: () => runTooltip(point)}))));
  });
  return option;
}

function draw() {
  const panels = MEANS.map(([name, title]) => [name, title, () => meanOption(name, name === 'balance' || name === 'shrinkage'), ' against ' + sweep.key.name])
    .concat([['nc1Strength', 'NC1 against \u0109', () => strengthOption('nc1'), ', one point for each run'],
      ['logitScale', 'a = 1 \u2212 \u0109 by shrinkage, against \u0109 by balance', () => strengthOption('logitScale'), ', one point for each run, and the theoretical curve']]);
  byId('phase').dataset.cells = sweep.runSet.runs.length;
  panels.forEach(([name, title, option, label]) => {
    if (!plots.has(name)) plots.set(name, addPlot(byId('phase'), title, label + '; the tables below have the numbers'));
    plots.get(name).setOption(option(), true);
  });
  drawLegend();
}

function drawLegend() {
  const mark = (text, markColor) => element('span', {'aria-hidden': true, style: 'color:' + markColor}, text + ' ');
  const entries = sweep.series.map((label, series) => element('span', {}, mark(LEGEND_SYMBOLS[series % LEGEND_SYMBOLS.length], seriesColor(series)), label || 'network'));
  entries.push(element('span', {}, mark('\u2014', color('muted')), 'critical strength, c = 1'), element('span', {}, mark('- -', color('text')),
    'theory: a = max(0, 1 \u2212 c)'));
  if (sweep.configurations.some(point => point.zeroSolutions)) entries.push(element('span', {}, mark('\u25b3', color('text')), 'zero solution (undefined)'));
  byId('legend').replaceChildren(...entries);
}

function drawConfigurations() {
  const table = byId('configurations');
  table.append(row('th', [...sweep.keys, 'seeds', 'NC1', 'NC2', 'NC3', '\u0109 by balance', '\u0109 by shrinkage', 'test error']));
  sweep.configurations.forEach(point => table.append(row('td', [...point.values, point.finished + ' of ' + point.planned,
    ...['nc1', 'nc2', 'nc3', 'balance', 'shrinkage', 'testError'].map(name => interval(point.means[name]))])));
}

function figure(url, alt) {
  const image = document.createElement('img');
  image.className = 'figure';
  image.alt = alt;
  image.src = url;
  return image;
}

function drawFits() {
  if (sweep.trajectories) {
    byId('trajectories-figure').append(figure(sweep.trajectories, 'NC1, NC2 and NC1(H2)/NC1(H1) of networks, models and models with frozen features over time, with intervals over seeds; '
      + 'the table below has the numbers'));
  }
  const range = (score, i) => {
    const text = value => digits(value, sweep.fits.columns[i].digits);
    return text(score.median) + (score.low === score.high ? '' : ' [' + text(score.low) + ', ' + text(score.high) + ']');
  };
  byId('fits').append(row('th', [...sweep.keys, 'model', 'seeds', ...sweep.fits.columns.map(column => column.title)]));
  sweep.fits.rows.forEach(fit => byId('fits').append(row('td', [...fit.values, fit.model, String(fit.seeds), ...fit.scores.map(range)])));
  byId('fits-section').hidden = false;
}

const finished = sweep.runSet.runs.filter(run => run.status === 'finished').length;
byId('state').textContent = [sweep.notes, finished + ' of ' + sweep.runSet.runs.length + ' runs are finished'].filter(Boolean).join(' \u00b7 ');
byId('excluded').append(...sweep.excluded.map(sentence => element('li', {}, sentence)));
byId('frame').textContent = FRAMES[sweep.frame];
byId('provenance').textContent = JSON.stringify(sweep.provenance, null, 2);
byId('no-runs').hidden = sweep.configurations.length > 0;
if (sweep.theory) {
  byId('theory-figure').append(figure(sweep.theory, 'Observed against predicted norms, logits and objective; other logits, cosines of class means, NC1 and NC2 against c'));
  byId('theory').hidden = false;
}
if (sweep.fits) drawFits();
drawConfigurations();
if (sweep.configurations.length) {
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}
