// The page of a sweep: its phase diagram and its tables.
const sweep = JSON.parse(byId('data').textContent);
const PALETTE = 6;
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin'];
const MARKS = ['\u25cf', '\u25a0', '\u25b2', '\u25c6', '\u25bc'];
const ABOVE = 3;
const STACK = 1.6;
const FRAMES = {OF: 'an orthogonal frame', ETF: 'a simplex', 'OF or ETF': 'an orthogonal frame for a bias-free head under squared error, a simplex otherwise'};
const plots = new Map();

const MEANS = [['nc1', 'NC1'], ['nc2', 'NC2: distance to ' + sweep.frame], ['balance', '\u0109 by balance'], ['shrinkage', '\u0109 by shrinkage']];

function hue(series) {
  return colour('c' + series % PALETTE);
}

/** A few digits: what a table of many columns has room for. */
function short(value) {
  if (value === null || value === undefined) return '\u2013';
  const size = Math.abs(value);
  return (value === 0 ? '0' : size >= 1e-2 && size < 1e4 ? String(Number(value.toPrecision(3))) : value.toExponential(1)).replace('-', '\u2212').replace('e-', 'e\u2212');
}

function interval(mean) {
  return short(mean.mean) + (mean.low === null ? '' : ' [' + short(mean.low) + ', ' + short(mean.high) + ']');
}

function setting(values) {
  return sweep.keys.map((key, i) => key + ' ' + values[i]).join(', ');
}

function lines(...texts) {
  const holder = element('div', {class: 'tip'});
  texts.filter(Boolean).forEach(text => holder.append(element('div', {}, text)));
  return holder;
}

function settingTip(point) {
  return lines(setting(point.values), point.finished + ' of ' + point.planned + ' seeds finished' + (point.vanished ? ', ' + point.vanished + ' collapsed to zero' : ''),
    ...MEANS.map(([name, title]) => title + ': ' + interval(point[name])), 'test error: ' + interval(point.testError));
}

function runTip(point) {
  const run = sweep.runs.find(one => one.name === point.run);
  return lines(run.name, setting(run.values), 'seed ' + run.seed, 'NC1: ' + digits(point.nc1), '\u0109 by balance: ' + digits(run.balance),
    '\u0109 by shrinkage: ' + digits(run.shrinkage),
    point.vanished ? 'collapsed to zero' : '');
}

/** The panel's frame: the library has no axis whose ticks stand where they are told to, so they are drawn as a series. */
function frame(axis, scale, marks) {
  const line = {lineStyle: {color: colour('soft')}};
  const ticks = axis.ticks.filter(tick => tick.text);
  return {animation: false, grid: {left: 62, right: 20, top: 14, bottom: 46},
    tooltip: {trigger: 'item', confine: true, backgroundColor: colour('panel'), borderColor: colour('line'), textStyle: {color: colour('ink')},
      formatter: item => item.data && item.data.tip ? item.data.tip() : ''},
    xAxis: {type: 'value', min: axis.first, max: axis.last, name: axis.name, nameLocation: 'middle', nameGap: 30, nameTextStyle: {color: colour('ink')},
      axisLine: {onZero: false, ...line},
      axisTick: {show: false}, axisLabel: {show: false}, splitLine: {show: false}},
    yAxis: {type: 'value', min: scale.min, max: scale.max, interval: scale.interval, axisLine: {show: true, onZero: false, ...line},
      axisLabel: {color: colour('soft'), formatter: scale.label},
      splitLine: {lineStyle: {color: colour('line')}}},
    series: [{type: 'custom', clip: false, silent: true, tooltip: {show: false}, data: ticks.map(tick => [tick.at, scale.min]), renderItem: (params, api) => {
      const [x, y] = api.coord([ticks[params.dataIndex].at, scale.min]);
      const tick = ticks[params.dataIndex];
      const next = ticks[params.dataIndex + 1];
      const room = next ? api.coord([next.at, scale.min])[0] - x - 4 : 1e3;
      return {type: 'group', children: [{type: 'line', shape: {x1: x, y1: y, x2: x, y2: y + 4}, style: {stroke: colour('soft')}},
        {type: 'text', style: {x, y: y + 7, text: tick.exponent ? power(Number(tick.exponent.replace('\u2212', '-'))) : tick.text, align: 'center',
          fill: colour('soft'), fontSize: 12,
          ...(next ? {overflow: 'truncate', width: room} : {})}}]};
    }}, {type: 'line', data: [], silent: true, markLine: {silent: true, symbol: 'none', animation: false, label: {show: false},
      lineStyle: {color: colour('soft'), type: 'solid', width: 1}, data: marks}}]};
}

function points(name, series, data, extra) {
  return {name, type: 'scatter', animation: false, symbol: SYMBOLS[series % SYMBOLS.length], symbolSize: 8, itemStyle: {color: hue(series)}, data, ...extra};
}

/** Where it stands what has no value: above all others, series above each other. */
function above(most, series) {
  return ABOVE * most * STACK ** (series % PALETTE);
}

/** What has no value because the network has vanished. */
function lost(series, data) {
  return points('collapsed to zero', series, data, {symbol: 'triangle', symbolSize: 9, itemStyle: {color: colour('paper'), borderColor: hue(series), borderWidth: 1.5}});
}

function meanOption(name, fromZero) {
  const shown = value => value === null ? null : fromZero ? Math.max(0, value) : value;
  const all = sweep.settings.map(point => ({point, value: shown(point[name].mean), low: shown(point[name].low), high: point[name].high}));
  const most = all.flatMap(one => [one.value, one.high]).reduce((a, b) => Math.max(a, b || 0), fromZero ? 1 : 0) || 1;
  const absent = all.filter(one => one.point.vanished && one.point[name].count < one.point.finished);
  const scale = decades([{points: all.flatMap(one => [[0, one.value], [0, one.high]]).concat(fromZero ? [[0, 1]] : [], absent.map(one => [0, above(most, one.point.series)]),
    [[0, most]])}]);
  const height = value => value === 0 ? scale.zero : scale.height(value);
  const label = place => fromZero && place === scale.zero && all.some(one => one.value === 0) ? '0' : scale.label(place);
  const option = frame(sweep.key, {...scale, label}, fromZero ? [{yAxis: scale.height(1)}] : []);
  sweep.series.forEach((words, series) => {
    const own = all.filter(one => one.point.series === series && one.value !== null && (one.value > 0 || fromZero)).sort((a, b) => a.point.at - b.point.at);
    const bars = own.filter(one => one.high > 0);
    if (!sweep.key.words) {
      option.series.push({type: 'line', data: own.map(one => [one.point.at, height(one.value)]), symbol: 'none', silent: true, animation: false,
        lineStyle: {color: hue(series), width: .75}});
    }
    option.series.push({type: 'custom', silent: true, tooltip: {show: false}, clip: true, data: bars.map(one => [one.point.at, height(one.low), height(one.high)]),
      encode: {x: 0, y: [1, 2]},
      renderItem: (params, api) => {
        const [x, y1] = api.coord([api.value(0), api.value(1)]);
        return {type: 'line', shape: {x1: x, y1, x2: x, y2: api.coord([api.value(0), api.value(2)])[1]}, style: {stroke: hue(series), lineWidth: 1.75}};
      }});
    option.series.push(points(words, series, own.map(one => ({value: [one.point.at, height(one.value)], tip: () => settingTip(one.point)}))));
    option.series.push(lost(series, absent.filter(one => one.point.series === series).map(one => ({value: [one.point.at, scale.height(above(most, series))],
      tip: () => settingTip(one.point)}))));
  });
  return option;
}

function strengthOption(name) {
  const linear = name === 'size';
  const shown = sweep.points.filter(point => point.at !== null);
  const most = shown.reduce((a, b) => Math.max(a, b.nc1 || 0), 0) || 1;
  const absent = linear ? [] : shown.filter(point => point.vanished && point.nc1 === null);
  const least = shown.reduce((a, b) => Math.min(a, b.size === null ? 0 : b.size), 0);
  const scale = linear ? {min: Math.min(0, Math.floor(10 * least) / 10), max: Math.max(1, ...shown.map(point => Math.ceil(10 * (point.size || 0)) / 10)), label: digits,
    height: value => value}
    : decades([{points: shown.map(point => [0, point.nc1]).concat([[0, most]], absent.map(point => [0, above(most, point.series)]))}]);
  const option = frame(sweep.strength, scale, [{xAxis: sweep.threshold}]);
  if (linear) {
    const numbers = sweep.strength.numbers;
    const step = (sweep.strength.last - sweep.strength.first) / (numbers.length - 1);
    option.series.push({name: 'theory', type: 'line', symbol: 'none', silent: true, animation: false, lineStyle: {color: colour('ink'), type: 'dashed', width: 1.25},
      data: numbers.map((c, i) => [sweep.strength.first + i * step, Math.max(0, 1 - (c === null ? 1 : Math.max(0, c)))])});
  }
  sweep.series.forEach((words, series) => {
    const own = shown.filter(point => point.series === series && (linear ? point.size !== null : point.nc1 > 0));
    option.series.push(points(words, series, own.map(point => ({value: [point.at, scale.height(point[name])], tip: () => runTip(point)}))));
    option.series.push(lost(series, absent.filter(point => point.series === series).map(point => ({value: [point.at, scale.height(above(most, series))],
      tip: () => runTip(point)}))));
  });
  return option;
}

function draw() {
  const panels = MEANS.map(([name, title]) => [name, title, () => meanOption(name, name === 'balance' || name === 'shrinkage'), ' against ' + sweep.key.name])
    .concat([['against', 'NC1 against \u0109', () => strengthOption('nc1'), ', a point a run'],
      ['size', 'a = 1 \u2212 \u0109 by shrinkage, against \u0109 by balance', () => strengthOption('size'), ', a point a run, and theory\u2019s curve']]);
  byId('phase').dataset.cells = sweep.runs.length;
  panels.forEach(([name, title, option, label]) => {
    if (!plots.has(name)) plots.set(name, plotIn(byId('phase'), title, label + '; the numbers stand in the tables below'));
    plots.get(name).setOption(option(), true);
  });
  drawKey();
}

function drawKey() {
  const mark = (text, ink) => element('span', {'aria-hidden': true, style: 'color:' + ink}, text + ' ');
  const entries = sweep.series.map((words, series) => element('span', {}, mark(MARKS[series % MARKS.length], hue(series)), words || 'network'));
  entries.push(element('span', {}, mark('\u2014', colour('soft')), 'threshold, c = 1'), element('span', {}, mark('- -', colour('ink')),
    'theory: a = max(0, 1 \u2212 c)'));
  if (sweep.settings.some(point => point.vanished)) entries.push(element('span', {}, mark('\u25b3', colour('ink')), 'collapsed to zero, no value'));
  byId('key').replaceChildren(...entries);
}

function drawSettings() {
  const table = byId('settings');
  table.append(row('th', [...sweep.keys, 'seeds', 'NC1', 'NC2', 'NC3', '\u0109 by balance', '\u0109 by shrinkage', 'test error']));
  sweep.settings.forEach(point => table.append(row('td', [...point.values, point.finished + ' of ' + point.planned,
    ...['nc1', 'nc2', 'nc3', 'balance', 'shrinkage', 'testError'].map(name => interval(point[name]))])));
}

function drawRuns() {
  const table = byId('runs');
  table.append(row('th', ['run', 'status', ...sweep.keys, 'seed', 'epochs', 'zero error at', 'NC1', '\u0109 by balance', '\u0109 by shrinkage']));
  const ends = new Map(sweep.points.map(point => [point.run, point]));
  const count = value => value === null ? '\u2013' : String(value);
  sweep.runs.forEach(run => {
    const name = run.status === 'finished' ? element('td', {}, element('a', {href: '../' + encodeURIComponent(run.name) + '/report.html'}, run.name)) : run.name;
    table.append(row('td', [name, run.status, ...run.values, String(run.seed), count(run.epoch), count(run.zero),
      short(ends.has(run.name) ? ends.get(run.name).nc1 : null), short(run.balance),
      short(run.shrinkage)]));
  });
}

const finished = sweep.runs.filter(run => run.status === 'finished').length;
byId('state').textContent = [sweep.notes, finished + ' of ' + sweep.runs.length + ' runs are finished'].filter(Boolean).join(' \u00b7 ');
byId('left-out').append(...sweep.leftOut.map(sentence => element('li', {}, sentence)));
byId('frame').textContent = FRAMES[sweep.frame];
byId('origin').textContent = JSON.stringify(sweep.provenance, null, 2);
byId('nothing').hidden = sweep.settings.length > 0;
drawSettings();
drawRuns();
if (sweep.settings.length) {
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}
