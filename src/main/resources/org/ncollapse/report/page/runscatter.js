// A scatter plot of two columns: a point for each run, or the mean of each group with its intervals.
const CELLS_PER_RUN = 4;
const LOG_RATIO = 20;
const runScatter = {plot: null};

function allowsLog(values) {
  const positive = values.filter(value => value > 0);
  return positive.length > 0 && values.every(value => value === null || value >= 0);
}

/** The range of a linear axis with a margin. */
function linearRange(values) {
  const defined = values.filter(value => value !== null);
  const low = defined.reduce((a, b) => Math.min(a, b), Infinity);
  const high = defined.reduce((a, b) => Math.max(a, b), -Infinity);
  const margin = .05 * (high - low) || Math.abs(high) * .05 || 1;
  return defined.length ? [low >= 0 && low - margin < 0 ? 0 : low - margin, high + margin] : [0, 1];
}

function axisTheme() {
  return {axisLine: {show: true, onZero: false, lineStyle: {color: color('muted')}}, axisLabel: {color: color('muted')}, nameTextStyle: {color: color('text')}, splitLine: {lineStyle: {color: color('line')}}};
}

function tooltipTheme() {
  return {trigger: 'item', confine: true, backgroundColor: color('panel'), borderColor: color('line'), textStyle: {color: color('text')}};
}

function tooltipLines(...texts) {
  return element('div', {class: 'tooltip'}, ...texts.filter(Boolean).map(text => element('div', {}, text)));
}

/** The scale of a column: categories for text; logarithmic for positive values over a large range; otherwise linear. */
function scatterScale(column, values) {
  const texts = unique(values.filter(value => typeof value === 'string'));
  const theme = axisTheme();
  if (texts.length) {
    const names = unique(values.map(String));
    return {of: value => names.indexOf(String(value)), axis: {...theme, type: 'value', min: -.5, max: names.length - .5, interval: 1, axisLabel: {...theme.axisLabel, hideOverlap: true,
      formatter: value => names[value] || ''}}};
  }
  const positive = values.filter(value => value > 0);
  const ratio = positive.reduce((a, b) => Math.max(a, b), 0) / positive.reduce((a, b) => Math.min(a, b), Infinity);
  if (allowsLog(values) && (column.log || ratio > LOG_RATIO)) {
    const scale = logScale([{points: values.map(value => [0, value])}]);
    return {of: value => value > 0 ? scale.log(value) : scale.zero, axis: {...theme, type: 'value', min: scale.min, max: scale.max, interval: scale.interval,
      axisLabel: {...theme.axisLabel, hideOverlap: true, formatter: value => value === scale.zero && values.includes(0) ? '0' : scale.label(value)}}};
  }
  const [min, max] = linearRange(values);
  return {of: value => value, axis: {...theme, type: 'value', min, max, axisLabel: {...theme.axisLabel, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: value => digits(value, 4)}}};
}

/** The points: {name, index, x, y}, each coordinate as {mean, low, high, n}. Text has no mean: it is shown if all runs of a group agree. */
function scatterPoints(groups, x, y, means) {
  const single = value => ({n: 1, mean: value, low: null, high: null});
  const meanOf = (column, runs) => {
    const values = runs.map(column.of);
    return values.every(value => value === values[0]) ? single(values[0]) : values.some(value => typeof value === 'string') ? single(null) : meanInterval(values, column.log);
  };
  const isDefined = point => point.x.mean !== null && point.x.mean !== undefined && point.y.mean !== null && point.y.mean !== undefined;
  return groups.flatMap(group => {
    if (!means) return group.runs.map(run => ({name: run.name + (run.name === group.name ? '' : ', ' + group.name), index: group.index, x: single(x.of(run)), y: single(y.of(run))}));
    const runs = group.runs.filter(run => run.status !== 'diverged');
    return runs.length ? [{name: group.name + ', mean of ' + runs.length, index: group.index, x: meanOf(x, runs), y: meanOf(y, runs)}] : [];
  }).filter(isDefined);
}

function scatterOption(groups, x, y, means) {
  const points = scatterPoints(groups, x, y, means);
  const values = name => points.flatMap(point => [point[name].mean, point[name].low, point[name].high]).filter(value => value !== null);
  const xScale = scatterScale(x, values('x'));
  const yScale = scatterScale(y, values('y'));
  const text = (column, value) => column.name + ' ' + (typeof value.mean === 'number' ? digits(value.mean, 4) : value.mean)
    + (value.low === null ? '' : ' [' + digits(value.low, 3) + ', ' + digits(value.high, 3) + ']');
  return {animation: false, grid: {left: 66, right: 24, top: 14, bottom: 46},
    tooltip: {...tooltipTheme(), formatter: item => tooltipLines(points[item.dataIndex].name, text(y, points[item.dataIndex].y), text(x, points[item.dataIndex].x))},
    xAxis: {...xScale.axis, name: x.name, nameLocation: 'middle', nameGap: 28, splitLine: {show: false}}, yAxis: {...yScale.axis},
    series: [{id: 'points', type: 'custom', clip: true, animation: false, data: points.map(point => [xScale.of(point.x.mean), yScale.of(point.y.mean)]), renderItem: (params, api) => {
      const point = points[params.dataIndex];
      const style = runStyle(point.index);
      const at = (dx, dy) => api.coord([xScale.of(dx), yScale.of(dy)]);
      const [px, py] = at(point.x.mean, point.y.mean);
      const bar = (from, to) => ({type: 'line', silent: true, shape: {x1: from[0], y1: from[1], x2: to[0], y2: to[1]}, style: {stroke: style.color, lineWidth: 1.5}});
      return {type: 'group', children: [
        ...(point.y.low === null ? [] : [bar(at(point.x.mean, point.y.low), at(point.x.mean, point.y.high))]),
        ...(point.x.low === null ? [] : [bar(at(point.x.low, point.y.mean), at(point.x.high, point.y.mean))]),
        {type: 'path', x: px, y: py, scaleX: 4, scaleY: 4, shape: {pathData: style.mark}, style: {fill: style.color, opacity: points.length > FEW_LINES ? .7 : 1}}]};
    }}]};
}

function drawRunScatter(groups, x, y, means) {
  if (!runScatter.plot) {
    byId('run-scatter').dataset.cells = CELLS_PER_RUN * runSet.runs.length;
    runScatter.plot = addPlot(byId('run-scatter'), '', ', a point for each run; the table below has the final values');
  }
  byId('run-scatter').querySelector('figcaption').textContent = y.name + ' against ' + x.name;
  runScatter.plot.setOption(scatterOption(groups, x, y, means), true);
}
