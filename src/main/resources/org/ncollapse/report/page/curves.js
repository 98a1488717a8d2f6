// The curves: every panel a plot, all of them zoomed together.
const PANELS = [['loss', 'loss'], ['objective', 'objective'], ['error', 'error'], ['nc1', 'NC1'], ['nc2_etf', 'NC2: distance to a simplex (ETF)'],
  ['nc2_of', 'NC2: distance to an orthogonal frame (OF)'], ['nc3_etf', 'NC3: distance to a simplex (ETF)'],
  ['nc3_of', 'NC3: distance to an orthogonal frame (OF)'], ['nc4_mismatch', 'NC4: nearest mean disagrees']];
const DASHES = {train: 'solid', test: 'dashed'};
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'arrow', 'pin'];
const MARK = ['\u25cf', '\u25a0', '\u25b2', '\u25c6', '\u27a4', '\u25bc'];
const FEW = 30;
const MARKS = 8;
const ROUNDING = 1e-12;
const AGAINST = ', a plot over time; its values stand in the table of every measure';
const curves = {plots: new Map(), range: null};

function column(name) {
  return page.data.columns.findIndex(candidate => candidate.name === name);
}

/** What a measure has to draw: of each group, layer and split a line, or each run's. */
function linesOf(name) {
  const lines = [];
  const all = groups();
  const layers = allLayers();
  const several = unique(page.data.runs.map(run => run.group)).length > 1;
  all.forEach(({runs, hue: place}) => {
    const keys = unique(runs.flatMap(run => run.curves.map(curve => curve.layer)));
    keys.filter(layer => page.layers.has(layer)).forEach(layer => ['train', 'test'].filter(split => page.splits.has(split)).forEach(split => {
      const found = runs.map(run => ({run, curve: run.curves.find(curve => curve.layer === layer && curve.split === split)}))
        .filter(pair => pair.curve && pair.curve.values[column(name)]);
      if (found.length === 0) return;
      const hue = (several ? place + unique(page.data.runs.map(run => run.group)).length * layers.indexOf(layer) : layers.indexOf(layer)) % PALETTE;
      const label = (several || runs.length > 1 ? (runs.length > 1 ? groupName(runs) : runs[0].name) + ', ' : '') + layer + ', ' + split;
      const one = pair => pair.curve.epochs.map((epoch, i) => [epoch, pair.curve.values[column(name)][i]]);
      if (found.length > 1 && !page.each) {
        lines.push({label: label + ', mean of ' + found.length, hue, split, ...meanAndBand(found.map(one))});
      } else {
        found.forEach(pair => lines.push({label: found.length > 1 ? pair.run.name + ', ' + layer + ', ' + split : label, hue, split, points: one(pair)}));
      }
    }));
    if (name === 'loss' || name === 'error') {
      runs.forEach(run => lines.push({label: 'running mean' + (page.data.runs.length > 1 ? ', ' + run.name : ''), running: true,
        points: run.every.epochs.map((epoch, i) => [epoch, run.every[name][i]])}));
    }
  });
  return lines;
}

/** What runs' names begin with, less what is left of a count. */
function groupName(runs) {
  let common = runs[0].name;
  while (!runs.every(run => run.name.startsWith(common))) common = common.slice(0, -1);
  return common.replace(/[-_.\d]+$/, '') || runs[0].name;
}

function meanAndBand(series) {
  const maps = series.map(points => new Map(points));
  const points = [];
  const band = [];
  series[0].forEach(([epoch]) => {
    const values = maps.map(map => map.get(epoch));
    if (values.some(value => value === undefined || value === null)) return;
    points.push([epoch, values.reduce((sum, value) => sum + value, 0) / values.length]);
    band.push([epoch, Math.min(...values), Math.max(...values)]);
  });
  return {points, band};
}

/** Negative values that are no more than rounding beside the others do not keep a panel from its logarithmic axis: they are gaps in it. */
function mayBeLogarithmic(lines) {
  const values = lines.flatMap(line => line.points.map(point => point[1]));
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return most > 0 && values.every(value => value === null || value >= -ROUNDING * most);
}

/** @param scale places values along the axis, and says where a zero goes; a linear one leaves them as they are */
function seriesOf(line, scale) {
  const ink = line.running ? colour('soft') : colour('c' + line.hue);
  const log = scale.zero !== undefined;
  const height = value => value === null || log && (value < 0 || value === 0 && line.running) ? '-' : !log ? value : value === 0 ? scale.zero : scale.height(value);
  const often = Math.ceil(line.points.length / MARKS);
  // Of a row of zeros the first is marked.
  const zero = i => log && line.points[i][1] === 0 && (i === 0 || line.points[i - 1][1] !== 0);
  const few = line.points.length <= FEW;
  const data = line.points.map(([epoch, value], i) => ({value: [across(epoch), height(value), value], symbolSize: zero(i) ? 6 : few || i % often === 0 ? 5 : 0,
    ...(zero(i) ? {symbol: 'emptyCircle'} : {})}));
  const made = [{name: line.label, type: 'line', data, encode: {x: 0, y: 1}, connectNulls: false, animation: false, showAllSymbol: true,
    symbol: line.running ? 'none' : SYMBOLS[line.hue],
    lineStyle: {color: ink, width: line.running ? .75 : 1.75, type: DASHES[line.split] || 'solid'}, itemStyle: {color: ink}, emphasis: {disabled: true}}];
  if (line.band) {
    const edge = line.band.filter(([, , high]) => !log || high > 0).map(([epoch, low, high]) => [epoch, log && low <= 0 ? scale.min : height(low), height(high), low, high]);
    made.push({name: line.label + ', band', type: 'custom', clip: true, silent: true, animation: false, z: 1, tooltip: {show: false}, data: edge.map(([epoch, ...rest]) => [across(epoch), ...rest]),
      encode: {x: 0, y: [1, 2]}, renderItem: (params, api) => params.dataIndexInside > 0 ? undefined : {type: 'polygon', style: {fill: ink, opacity: .18},
        shape: {points: edge.map(([epoch, , high]) => api.coord([across(epoch), high])).concat(edge.map(([epoch, low]) => api.coord([across(epoch), low])).reverse())}}});
  }
  return made;
}

/** A logarithmic axis of epochs has its start at one half. */
function across(epoch) {
  return byId('log-epochs').checked && epoch === 0 ? .5 : epoch;
}

function tip(items) {
  const shown = items.filter(item => item.seriesType === 'line' && item.value && item.value[2] !== undefined);
  const first = shown.length ? shown[0].value[0] : 0;
  const holder = element('div', {class: 'tip'}, counts() + ' ' + (first === .5 ? 0 : first));
  shown.forEach(item => {
    const dot = element('span', {style: 'color:' + item.color}, '\u25cf ');
    holder.append(element('div', {}, dot, item.seriesName + ': ' + digits(item.value[2])));
  });
  return holder;
}

function optionOf(name) {
  const lines = linesOf(name);
  const scale = byId('log-values').checked && mayBeLogarithmic(lines) ? decades(lines) : {label: digits};
  const ends = page.data.runs.map(run => run.lastEpoch);
  const phases = shownRuns().length === 1 && shownRuns()[0].zeroEpoch !== null ? [shownRuns()[0].zeroEpoch] : [];
  const axis = {axisLine: {onZero: false, lineStyle: {color: colour('soft')}}, axisLabel: {color: colour('soft'), hideOverlap: true}, splitLine: {lineStyle: {color: colour('line')}}};
  return {animation: false, aria: {enabled: false}, grid: {left: 62, right: 28, top: 14, bottom: 42},
    tooltip: {trigger: 'axis', formatter: tip, confine: true, backgroundColor: colour('panel'), borderColor: colour('line'), textStyle: {color: colour('ink')},
      axisPointer: {animation: false}},
    xAxis: {...axis, type: byId('log-epochs').checked ? 'log' : 'value', name: counts(), nameLocation: 'middle', nameGap: 24, min: byId('log-epochs').checked ? .5 : 0,
      max: Math.max(1, ...ends), splitLine: {show: false}, axisLabel: {...axis.axisLabel, formatter: value => !byId('log-epochs').checked ? String(value) : value === .5 ? '0' : value < 1 ? '' : String(value)}, minInterval: 1},
    yAxis: {...axis, type: 'value', min: scale.min, max: scale.max, interval: scale.interval, axisLabel: {...axis.axisLabel, formatter: scale.label}},
    dataZoom: [{type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'shift', moveOnMouseWheel: false, ...(curves.range || {start: 0, end: 100})}],
    series: lines.flatMap(line => seriesOf(line, scale)).concat([{id: 'cursor', type: 'line', data: [], silent: true, animation: false,
      markLine: cursor(), markArea: {silent: true, itemStyle: {color: colour('phase')}, data: phases.map(zero => [{xAxis: across(zero)}, {xAxis: Math.max(...ends)}])}}])};
}

function cursor() {
  return {silent: true, symbol: 'none', animation: false, label: {show: false}, lineStyle: {color: colour('soft'), type: 'dotted', width: 1},
    data: [{xAxis: across(epochNow())}]};
}

function key() {
  const holder = byId('key') || element('div', {id: 'key', class: 'key'});
  holder.replaceChildren(...linesOf('nc1').map(line => {
    const mark = element('span', {'aria-hidden': true, style: 'color:' + colour('c' + line.hue)}, DASHES[line.split] === 'dashed' ? '- ' + MARK[line.hue] + ' - ' : '\u2014' + MARK[line.hue] + '\u2014 ');
    return element('span', {}, mark, line.label);
  }));
  byId('curves').before(holder);
}

function drawCurves() {
  PANELS.forEach(([name, title]) => {
    const defined = linesOf(name).some(line => !line.running);
    if (!curves.plots.has(name) && defined) {
      curves.plots.set(name, plotIn(byId('curves'), title, AGAINST));
      follow(curves.plots.get(name));
    }
    if (curves.plots.has(name)) curves.plots.get(name).setOption(optionOf(name), true);
  });
  const measure = byId('measure').value;
  if (!curves.any) {
    curves.any = plotIn(byId('any'), measure, AGAINST, 0);
    follow(curves.any);
  }
  byId('any').querySelector('figcaption').textContent = measure + ' = ' + page.data.columns[column(measure)].definition;
  curves.any.setOption(optionOf(measure), true);
  key();
}

function allPlots() {
  return [...curves.plots.values()].concat(curves.any ? [curves.any] : []);
}

/** One plot's zoom and hover are all plots'. */
function follow(plot) {
  plot.group = 'curves';
  echarts.connect('curves');
  plot.on('datazoom', () => {
    const zoom = plot.getOption().dataZoom[0];
    curves.range = zoom.start <= 0 && zoom.end >= 100 ? null : {startValue: zoom.startValue, endValue: zoom.endValue};
  });
}

function zoomTo(from, to) {
  curves.range = from === null ? null : {startValue: across(from), endValue: to};
  allPlots().forEach(plot => plot.dispatchAction({type: 'dataZoom', ...(curves.range || {start: 0, end: 100})}));
}

page.parts.push({draw: drawCurves, epoch: () => allPlots().forEach(plot => plot.setOption({series: [{id: 'cursor', markLine: cursor()}]}))});
