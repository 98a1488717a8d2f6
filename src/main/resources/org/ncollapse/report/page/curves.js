// The curves of all panels. Their zoom is linked.
const PANELS = [...page.data.mainMetrics.filter(metric => metric.ofNetwork), ...page.data.mainMetrics.filter(metric => !metric.ofNetwork)];
const DASHES = {train: 'solid', test: 'dashed'};
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'arrow', 'pin'];
const LEGEND_SYMBOLS = ['\u25cf', '\u25a0', '\u25b2', '\u25c6', '\u27a4', '\u25bc'];
const FEW_POINTS = 30;
const MARKERS_PER_LINE = 8;
const ROUNDING = 1e-12;
const DESCRIPTION = ', a plot over time; its values can be opened as a table below it';
const curves = {plots: new Map(), range: null};

function column(name) {
  return page.data.columns.findIndex(candidate => candidate.name === name);
}

/** After the last color, the colors repeat with other symbols. */
function symbolIndex(index) {
  return (index + Math.floor(index / PALETTE)) % SYMBOLS.length;
}

/** The lines of a metric: one for each group, layer and split, or for each run. */
function linesOf(name) {
  const lines = [];
  const all = groups();
  const layers = allLayers();
  const several = unique(page.data.runs.map(run => run.group)).length > 1;
  all.forEach(({runs, colorIndex: group}) => {
    const keys = unique(runs.flatMap(run => run.curves.map(curve => curve.layer)));
    keys.filter(layer => page.layers.has(layer)).forEach(layer => ['train', 'test'].filter(split => page.splits.has(split)).forEach(split => {
      const matches = runs.map(run => ({run, curve: run.curves.find(curve => curve.layer === layer && curve.split === split)}))
        .filter(pair => pair.curve && pair.curve.values[column(name)]);
      if (matches.length === 0) return;
      const colorIndex = several ? group + unique(page.data.runs.map(run => run.group)).length * layers.indexOf(layer) : layers.indexOf(layer);
      const label = (several || runs.length > 1 ? (runs.length > 1 ? groupName(runs) : runs[0].name) + ', ' : '') + layer + ', ' + split;
      const pointsOf = pair => pair.curve.epochs.map((epoch, i) => [epoch, pair.curve.values[column(name)][i]]);
      if (matches.length > 1 && !page.eachSeed) {
        lines.push({label: label + ', mean of ' + matches.length, colorIndex, split, ...meanAndBand(matches.map(pointsOf), runSet.columns.some(final => final.name === name && final.log))});
      } else {
        matches.forEach(pair => lines.push({label: matches.length > 1 ? pair.run.name + ', ' + layer + ', ' + split : label, colorIndex, split, points: pointsOf(pair)}));
      }
    }));
    if (name === 'loss' || name === 'error') {
      runs.forEach(run => lines.push({label: 'training mean' + (page.data.runs.length > 1 ? ', ' + run.name : ''), isTrainingMean: true,
        points: run.trainingMeans.epochs.map((epoch, i) => [epoch, run.trainingMeans[name][i]])}));
    }
  });
  return lines;
}

/** What the tables say about a metric of the only run; with several runs nothing. */
function seenOf(name) {
  return page.data.runs.length === 1 ? page.data.runs[0].seen[name] || '' : '';
}

/** The values of a metric's lines, one row for each line and epoch. */
function rowsOf(name) {
  const weight = smoothingWeight();
  const lines = linesOf(name);
  const hasBands = lines.some(line => line.band);
  const rows = lines.flatMap(line => {
    const means = weight ? smoothed(line.points, weight) : [];
    const bands = new Map((line.band || []).map(([epoch, low, high]) => [epoch, [low, high]]));
    return line.points.map(([epoch, value], i) => [line.label, epoch, value, ...(weight ? [means[i][1]] : []), ...(hasBands ? bands.get(epoch) || [null, null] : [])]);
  });
  return [['line', epochLabel(), name, ...(weight ? ['smoothed'] : []), ...(hasBands ? ['smallest', 'largest'] : [])], ...rows];
}

/** The common beginning of the runs' names, without a trailing number. */
function groupName(runs) {
  let common = runs[0].name;
  while (!runs.every(run => run.name.startsWith(common))) common = common.slice(0, -1);
  return common.replace(/[-_.\d]+$/, '') || runs[0].name;
}

/** The mean at every epoch that all runs have, as in the section of the runs. */
function meanAndBand(series, log) {
  const maps = series.map(points => new Map(points));
  const points = [];
  const band = [];
  series[0].forEach(([epoch]) => {
    const values = maps.map(map => map.get(epoch));
    if (values.some(value => value === undefined || value === null)) return;
    const {mean, low, high} = meanInterval(values, log);
    points.push([epoch, mean]);
    band.push([epoch, low, high]);
  });
  return {points, band};
}

/** Whether a logarithmic axis can show the lines. Negative values that are rounding errors become gaps. */
function allowsLogScale(lines) {
  const values = lines.flatMap(line => line.points.map(point => point[1]));
  const max = values.reduce((a, b) => Math.max(a, b), 0);
  return max > 0 && values.every(value => value === null || value >= -ROUNDING * max);
}

/** @param scale a logarithmic scale has {log, zero, min}; a linear one has only {label} */
function seriesOf(line, scale) {
  const lineColor = line.isTrainingMean ? color('muted') : color('c' + line.colorIndex % PALETTE);
  const log = scale.zero !== undefined;
  const yOf = value => value === null || log && (value < 0 || value === 0 && line.isTrainingMean) ? '-' : !log ? value : value === 0 ? scale.zero : scale.log(value);
  const interval = Math.ceil(line.points.length / MARKERS_PER_LINE);
  // The first of consecutive zeros has a marker.
  const zero = i => log && line.points[i][1] === 0 && (i === 0 || line.points[i - 1][1] !== 0);
  const fewPoints = line.points.length <= FEW_POINTS;
  const data = line.points.map(([epoch, value], i) => ({value: [xOf(epoch), yOf(value), value], symbolSize: zero(i) ? 6 : fewPoints || i % interval === 0 ? 5 : 0,
    ...(zero(i) ? {symbol: 'emptyCircle'} : {})}));
  const series = [{name: line.label, type: 'line', data, encode: {x: 0, y: 1}, connectNulls: false, animation: false, showAllSymbol: true,
    symbol: line.isTrainingMean ? 'none' : SYMBOLS[symbolIndex(line.colorIndex)],
    lineStyle: {color: lineColor, width: line.isTrainingMean ? .75 : 1.75, type: DASHES[line.split] || 'solid', opacity: line.isFaint ? .3 : 1},
    itemStyle: {color: lineColor, opacity: line.isFaint ? .3 : 1}, emphasis: {disabled: true}}];
  if (line.band) {
    const bandPoints = line.band.filter(([, , high]) => !log || high > 0).map(([epoch, low, high]) => [epoch, log && low <= 0 ? scale.min : yOf(low), yOf(high), low, high]);
    series.push({name: line.label + ', band', type: 'custom', clip: true, silent: true, animation: false, z: 1, tooltip: {show: false}, data: bandPoints.map(([epoch, ...rest]) => [xOf(epoch), ...rest]),
      encode: {x: 0, y: [1, 2]}, renderItem: (params, api) => params.dataIndexInside > 0 ? undefined : {type: 'polygon', style: {fill: lineColor, opacity: .18},
        shape: {points: bandPoints.map(([epoch, , high]) => api.coord([xOf(epoch), high])).concat(bandPoints.map(([epoch, low]) => api.coord([xOf(epoch), low])).reverse())}}});
  }
  return series;
}

/** The position of an epoch. On a logarithmic axis epoch 0 is at 1/2. */
function xOf(epoch) {
  return byId('log-epochs').checked && epoch === 0 ? .5 : epoch;
}

function tooltip(items) {
  const shown = items.filter(item => item.seriesType === 'line' && item.value && item.value[2] !== undefined);
  const first = shown.length ? shown[0].value[0] : 0;
  const node = element('div', {class: 'tooltip'}, epochLabel() + ' ' + (first === .5 ? 0 : first));
  shown.forEach(item => {
    const dot = element('span', {style: 'color:' + item.color}, '\u25cf ');
    node.append(element('div', {}, dot, item.seriesName + ': ' + digits(item.value[2])));
  });
  return node;
}

function optionOf(name) {
  const lines = withSmoothing(linesOf(name));
  const scale = byId('log-values').checked && allowsLogScale(lines) ? logScale(lines) : {label: value => digits(value)};
  const ends = page.data.runs.map(run => run.lastEpoch);
  const zeroErrorEpochs = shownRuns().length === 1 && shownRuns()[0].zeroErrorEpoch !== null ? [shownRuns()[0].zeroErrorEpoch] : [];
  const axis = {axisLine: {onZero: false, lineStyle: {color: color('muted')}}, axisLabel: {color: color('muted'), hideOverlap: true}, splitLine: {lineStyle: {color: color('line')}}};
  return {animation: false, aria: {enabled: false}, grid: {left: 62, right: 28, top: 14, bottom: 42},
    tooltip: {trigger: 'axis', formatter: tooltip, confine: true, backgroundColor: color('panel'), borderColor: color('line'), textStyle: {color: color('text')},
      axisPointer: {animation: false}},
    xAxis: {...axis, type: byId('log-epochs').checked ? 'log' : 'value', name: epochLabel(), nameLocation: 'middle', nameGap: 24, min: byId('log-epochs').checked ? .5 : 0,
      max: Math.max(1, ...ends), splitLine: {show: false}, axisLabel: {...axis.axisLabel, formatter: value => !byId('log-epochs').checked ? String(value) : value === .5 ? '0' : value < 1 ? '' : String(value)}, minInterval: 1},
    yAxis: {...axis, type: 'value', min: scale.min, max: scale.max, interval: scale.interval, axisLabel: {...axis.axisLabel, formatter: scale.label}},
    dataZoom: [{type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'shift', moveOnMouseWheel: false, ...(curves.range || {start: 0, end: 100})}],
    series: lines.flatMap(line => seriesOf(line, scale)).concat([{id: 'cursor', type: 'line', data: [], silent: true, animation: false,
      markLine: cursor(), markArea: {silent: true, itemStyle: {color: color('phase')}, data: zeroErrorEpochs.map(zero => [{xAxis: xOf(zero)}, {xAxis: Math.max(...ends)}])}}], zeroErrorSeries(zeroErrorMarksOfGroups()))};
}

/** With several runs, each has a triangle at its zero-error epoch in place of the shaded range. */
function zeroErrorMarksOfGroups() {
  return shownRuns().length < 2 ? [] : groups().flatMap(({runs, colorIndex}) => runs.filter(run => run.zeroErrorEpoch !== null)
    .map(run => ({x: xOf(run.zeroErrorEpoch), index: colorIndex, name: run.name})));
}

function cursor() {
  return {silent: true, symbol: 'none', animation: false, label: {show: false}, lineStyle: {color: color('muted'), type: 'dotted', width: 1},
    data: [{xAxis: xOf(currentEpoch())}]};
}

function drawLegend() {
  const container = byId('legend') || element('div', {id: 'legend', class: 'legend'});
  container.replaceChildren(...linesOf('nc1').map(line => {
    const mark = element('span', {'aria-hidden': true, style: 'color:' + color('c' + line.colorIndex % PALETTE)}, DASHES[line.split] === 'dashed' ? '- ' + LEGEND_SYMBOLS[symbolIndex(line.colorIndex)] + ' - ' : '\u2014' + LEGEND_SYMBOLS[symbolIndex(line.colorIndex)] + '\u2014 ');
    return element('span', {}, mark, line.label);
  }));
  byId('curves').before(container);
}

function drawCurves() {
  PANELS.forEach(({name, title}) => {
    const defined = linesOf(name).some(line => !line.isTrainingMean);
    if (!curves.plots.has(name) && defined) {
      const plot = addPlot(byId('curves'), title, DESCRIPTION);
      plot.getDom().parentElement.querySelector('figcaption').replaceChildren(...withTerms(title));
      curves.plots.set(name, plot);
      linkZoom(plot);
    }
    if (curves.plots.has(name)) show(curves.plots.get(name), optionOf(name), seenOf(name), () => rowsOf(name));
  });
  drawOtherMetric(byId('metric').value);
  drawLegend();
}

/** The metric that the reader selects is the last panel. */
function drawOtherMetric(name) {
  if (curves.otherName !== name) {
    if (curves.other) curves.other.dispose();
    curves.other = addPlot(byId('other-metric').lastElementChild, name, DESCRIPTION, true);
    curves.otherName = name;
    curves.other.getDom().parentElement.querySelector('figcaption').replaceChildren(...withSubscripts(name + ' = ' + page.data.columns[column(name)].definition));
    linkZoom(curves.other);
  }
  if (byId('curves').lastElementChild !== byId('other-metric')) byId('curves').append(byId('other-metric'));
  show(curves.other, optionOf(name), seenOf(name), () => rowsOf(name));
}

function allPlots() {
  return [...curves.plots.values()].concat(curves.other ? [curves.other] : []);
}

/** Zooming and hovering in one plot does the same in all. */
function linkZoom(plot) {
  plot.group = 'curves';
  echarts.connect('curves');
  plot.on('datazoom', () => {
    const zoom = plot.getOption().dataZoom[0];
    curves.range = zoom.start <= 0 && zoom.end >= 100 ? null : {startValue: zoom.startValue, endValue: zoom.endValue};
    showRange();
  });
}

function showRange() {
  byId('from').value = curves.range ? Math.floor(curves.range.startValue) : '';
  byId('to').value = curves.range ? Math.ceil(curves.range.endValue) : '';
  writeView();
}

function zoomTo(from, to) {
  curves.range = from === null ? null : {startValue: xOf(from), endValue: to};
  allPlots().forEach(plot => plot.dispatchAction({type: 'dataZoom', ...(curves.range || {start: 0, end: 100})}));
}

addToView('shown', () => curves.range && [curves.range.startValue, curves.range.endValue].map(value => String(Number(value.toPrecision(6)))), values => {
  const [from, to] = (values || []).map(Number);
  curves.range = from < to ? {startValue: from, endValue: to} : null;
  showRange();
});
page.parts.push({draw: drawCurves, epoch: () => allPlots().forEach(plot => plot.setOption({series: [{id: 'cursor', markLine: cursor()}]}))});
