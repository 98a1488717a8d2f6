// One metric of all runs against the epoch or Σ η λ/(1 − μ): a line for each run, or the mean of each group with its interval.
const EPOCH = 0;
const TIME = 1;
const FEW_LINES = 40;
const MARK_RADIUS = 3.2;
const MARKS_PER_RUN = 8;
const runCurves = {plot: null, lines: []};

/** The points of a run that have both coordinates: [x, value]. */
function runPoints(run, metric, axis) {
  const xs = axis === TIME ? run.times : run.epochs;
  const values = run.curves[metric];
  return xs && values ? xs.map((x, i) => [x, values[i]]).filter(([x, value]) => x !== null && value !== null) : [];
}

/** The value at a position between points by linear interpolation, of the logarithms if log; null outside. */
function interpolate(points, x, log) {
  let low = 0;
  let high = points.length - 1;
  if (high < 0 || x < points[0][0] || x > points[high][0]) return null;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    points[middle][0] <= x ? low = middle : high = middle;
  }
  const [x0, y0] = points[low];
  const [x1, y1] = points[high];
  if (x === x0) return y0;
  if (x === x1) return y1;
  const part = (x - x0) / (x1 - x0);
  return log && y0 > 0 && y1 > 0 ? Math.exp((1 - part) * Math.log(y0) + part * Math.log(y1)) : (1 - part) * y0 + part * y1;
}

/** The mean of runs and its interval, at the points of the first run that are within the ranges of all: [[x, mean, low, high], …]. */
function meanCurve(curves, log) {
  return curves[0].filter(([x]) => curves.every(points => x >= points[0][0] && x <= points[points.length - 1][0])).map(([x]) => {
    const {mean, low, high} = meanInterval(curves.map(points => interpolate(points, x, log)), log);
    return [x, mean, low, high];
  }).filter(([, mean]) => mean !== null);
}

/** The lines of the plot: {name, index, points: [[x, value]], band: [[x, low, high]]}. */
function runLines(groups, metric, axis, means) {
  const log = runSet.metrics[metric].log;
  return groups.flatMap(group => {
    const runs = group.runs.map(run => ({run, points: runPoints(run, metric, axis)})).filter(({points}) => points.length);
    if (!means) return runs.map(({run, points}) => ({name: run.name + (run.name === group.name ? '' : ', ' + group.name), index: group.index, points}));
    const averaged = runs.filter(({run}) => run.status !== 'diverged');
    if (!averaged.length) return [];
    const mean = meanCurve(averaged.map(({points}) => points), log);
    return [{name: group.name + ', mean of ' + averaged.length, index: group.index, points: mean.map(([x, value]) => [x, value]),
      band: mean.filter(point => point[2] !== null).map(([x, , low, high]) => [x, low, high])}];
  });
}

/** The zero-error epochs of runs: {x, name, index of the style}. */
function zeroErrorMarks(groups, axis) {
  return groups.flatMap(group => group.runs.filter(run => run.zeroError && run.zeroError[axis] !== null).map(run => ({index: group.index, x: run.zeroError[axis], name: run.name})));
}

/** Triangles at the lower edge of a plot. */
function zeroErrorSeries(marks) {
  return {id: 'zero-error', type: 'custom', animation: false, clip: false, data: marks.map(mark => [mark.x, null]), encode: {x: 0}, renderItem: (params, api) => {
    const mark = marks[params.dataIndex];
    const [x] = api.coord([mark.x, 0]);
    const {x: left, width, y, height} = params.coordSys;
    return x < left - 1 || x > left + width + 1 ? undefined : {type: 'polygon', shape: {points: [[x, y + height - 8], [x + 4, y + height], [x - 4, y + height]]},
      style: {fill: runStyle(mark.index).color, stroke: color('panel'), lineWidth: .5}};
  }};
}

/** A line with its band and marks in the plot's pixels. Undefined heights of a logarithmic axis are left out. */
function lineShape(line, api, yOf, low) {
  const style = runStyle(line.index);
  const few = runCurves.lines.length <= FEW_LINES;
  const points = line.points.map(([x, value]) => [x, yOf(value)]).filter(([, y]) => y !== null).map(point => api.coord(point));
  const band = (line.band || []).map(([x, bottom, top]) => [x, yOf(bottom) === null ? low : yOf(bottom), yOf(top)]).filter(([, , top]) => top !== null);
  const step = Math.ceil(points.length / MARKS_PER_RUN);
  const marks = few ? points.filter((point, i) => (i + line.index) % step === 0) : [];
  return {type: 'group', children: [
    ...(band.length > 1 ? [{type: 'polygon', silent: true, shape: {points: band.map(([x, , top]) => api.coord([x, top])).concat(band.map(([x, bottom]) => api.coord([x, bottom])).reverse())},
      style: {fill: style.color, opacity: .16}}] : []),
    {type: 'polyline', shape: {points}, style: {stroke: style.color, fill: 'none', lineWidth: few ? 1.75 : 1, opacity: few ? 1 : .55, lineDash: style.dash}},
    ...marks.map(([x, y]) => ({type: 'path', x, y, scaleX: MARK_RADIUS, scaleY: MARK_RADIUS, shape: {pathData: style.mark}, style: {fill: style.color}}))]};
}

function runCurvesOption(groups, metric, axis, means) {
  const lines = runLines(groups, metric, axis, means);
  runCurves.lines = lines;
  const log = allowsLog(lines.flatMap(line => line.points.map(point => point[1])));
  const scale = log ? logScale(lines) : {label: value => digits(value, 4)};
  const yOf = value => value === null || log && value < 0 ? null : !log ? value : value === 0 ? scale.zero : scale.log(value);
  const marks = zeroErrorMarks(groups, axis);
  const all = lines.flatMap(line => line.points.concat((line.band || []).flatMap(([x, low, high]) => [[x, low], [x, high]])));
  const [bottom, top] = log ? [scale.min, scale.max] : linearRange(all.map(point => point[1]));
  const end = all.concat(marks.map(mark => [mark.x])).reduce((max, [x]) => Math.max(max, x), 0) || 1;
  const theme = axisTheme();
  return {animation: false, grid: {left: 62, right: 24, top: 14, bottom: 46}, tooltip: {...tooltipTheme(), formatter: item => item.seriesId === 'lines' ? lineTooltip(lines[item.dataIndex], axis)
    : tooltipLines(marks[item.dataIndex].name, 'zero error at ' + axisNames()[axis] + ' ' + digits(marks[item.dataIndex].x, 4))},
    xAxis: {...theme, type: 'value', min: 0, max: end, name: axisNames()[axis], nameLocation: 'middle', nameGap: 28, splitLine: {show: false},
      axisLabel: {...theme.axisLabel, hideOverlap: true}},
    yAxis: {...theme, type: 'value', min: bottom, max: top, interval: scale.interval, axisLabel: {...theme.axisLabel, formatter: scale.label}},
    series: [{id: 'lines', type: 'custom', clip: true, animation: false, data: lines.map((line, i) => [0, bottom, i]), renderItem: (params, api) => lineShape(lines[params.dataIndex], api, yOf, bottom)},
      zeroErrorSeries(marks)]};
}

function axisNames() {
  return [runSet.epochLabel, '\u03a3 \u03b7\u03bb/(1 \u2212 \u03bc)'];
}

/** The name of a line and its point nearest to the mouse. */
function lineTooltip(line, axis) {
  const x = runCurves.plot.convertFromPixel({xAxisIndex: 0}, runCurves.mouse || 0);
  const near = line.points.reduce((best, point) => Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best);
  const band = (line.band || []).find(point => point[0] === near[0]);
  return tooltipLines(line.name, axisNames()[axis] + ' ' + digits(near[0], 4) + ': ' + digits(near[1], 4) + (band ? ' [' + digits(band[1], 3) + ', ' + digits(band[2], 3) + ']' : ''));
}

function drawRunCurves(groups, metric, axis, means) {
  if (!runCurves.plot) {
    byId('run-curves').dataset.cells = CELLS_PER_RUN * runSet.runs.length;
    runCurves.plot = addPlot(byId('run-curves'), '', 'curves of the runs; the table below has the final values');
    runCurves.plot.getZr().on('mousemove', event => runCurves.mouse = event.offsetX);
  }
  byId('run-curves').querySelector('figcaption').textContent = runSet.metrics[metric].title;
  runCurves.plot.setOption(runCurvesOption(groups, metric, axis, means), true);
}
