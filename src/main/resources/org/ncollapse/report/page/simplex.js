// Three classes in the plane of their simplex, at the slider's epoch.

function drawSimplex() {
  const runs = shownRuns().filter(run => run.simplex && run.simplex.projections.length);
  byId('simplex-section').hidden = runs.length === 0;
  byId('simplex-layout').classList.toggle('several', runs.length > 1);
  syncPlots(byId('simplex'), 'simplex', runs.map(run => ({id: 'simplex ' + run.name, label: ', features, class means and head weights of three classes in a plane',
    title: page.data.runs.length > 1 ? run.name : 'classes ' + run.simplex.classes.join(', ')})));
  runs.forEach(run => {
    const projection = projectionNow(run);
    show(figures.plots.get('simplex ' + run.name), simplexOption(run, projection), seenInSimplex(projection), () => simplexRows(run, projection));
  });
}

/** Half of the plot's side, in units of the means' distance from their center. */
const HALF_SIDE = 2;
/** The inset shows the features relative to their class means if they are closer to them than this. */
const MAGNIFIED_BELOW = .5;
/** The inset's side as a fraction of the plot's; it fills a corner that the means, at a distance of about 1 from the center, do not reach. */
const INSET_SIDE = .27;

function projectionNow(run) {
  const projections = run.simplex.projections;
  return projections[indexAt(projections.map(one => one.epoch))];
}

/** The features of each class relative to its mean. */
function deviations(projection) {
  return projection.samples.map((samples, k) => samples.map(([x, y]) => [x - projection.means[k][0], y - projection.means[k][1]]));
}

function largestDeviation(projection) {
  return deviations(projection).flat().reduce((max, [x, y]) => Math.max(max, Math.hypot(x, y)), 0);
}

function seenInSimplex(projection) {
  return 'At ' + epochLabel() + ' ' + projection.epoch + ', the shown features are at most ' + digits(largestDeviation(projection), 2)
    + ' from their class mean; the class means are 1 from their center (root mean square).';
}

function simplexRows(run, projection) {
  const rows = (what, points) => points.flatMap((ofClass, k) => ofClass.map(([x, y]) => [what, run.simplex.classes[k], x, y]));
  return [['point', 'class', 'x', 'y'], ...rows('class mean', projection.means.map(mean => [mean])), ...rows('weight vector', projection.head.map(vector => [vector])), ...rows('feature', projection.samples)];
}

/** A second coordinate system in the upper right corner, with the features relative to their class means. */
function insetOption(run, projection) {
  const deviation = largestDeviation(projection);
  if (deviation >= MAGNIFIED_BELOW || deviation === 0) return {grids: [], axes: [], series: [], title: []};
  const side = 100 * INSET_SIDE + '%';
  const limit = 1.15 * deviation;
  return {grids: [{right: 10, top: 30, width: side, height: side, show: true, backgroundColor: color('background'), borderColor: color('muted')}],
    axes: [{gridIndex: 1, type: 'value', min: -limit, max: limit, show: false}],
    series: deviations(projection).map((data, k) => ({name: 'class ' + run.simplex.classes[k] + ' minus its mean', type: 'scatter', xAxisIndex: 1, yAxisIndex: 1, data, symbol: SYMBOLS[k], symbolSize: 5,
      itemStyle: {color: color('c' + k), opacity: .7}})),
    title: [{text: 'minus their class mean, \u00d7 ' + digits(INSET_SIDE * HALF_SIDE / limit, 2), right: 8, top: 8, textStyle: {fontSize: 11, fontWeight: 'normal', color: color('text')}}]};
}

function simplexOption(run, projection) {
  const inset = insetOption(run, projection);
  const axis = {type: 'value', min: -HALF_SIDE, max: HALF_SIDE, show: false};
  const series = [];
  run.simplex.classes.forEach((name, k) => {
    const classColor = color('c' + k);
    series.push({name: 'class ' + name, type: 'scatter', data: projection.samples[k], symbol: SYMBOLS[k], symbolSize: 6, itemStyle: {color: classColor, opacity: .55}, clip: true});
    series.push({name: 'mean of class ' + name, type: 'scatter', data: [projection.means[k]], symbol: SYMBOLS[k], symbolSize: 15, itemStyle: {color: classColor, borderColor: color('text'), borderWidth: 1.5}, clip: true});
    series.push({name: 'weight vector of class ' + name, type: 'lines', coordinateSystem: 'cartesian2d', data: [{coords: [[0, 0], projection.head[k]]}], symbol: ['none', 'arrow'],
      symbolSize: 10, lineStyle: {color: classColor, width: 2, opacity: 1}, clip: true});
  });
  series.push({name: 'triangle of the means', type: 'line', data: [0, 1, 2, 0].map(k => projection.means[k]), symbol: 'none', silent: true, clip: true,
    lineStyle: {color: color('muted'), width: 1, type: 'dashed'}});
  return {animation: false, grid: [{left: 4, right: 4, top: 4, bottom: 4, show: true, borderColor: color('line')}, ...inset.grids], xAxis: [axis, ...inset.axes], yAxis: [axis, ...inset.axes],
    series: [...series, ...inset.series],
    title: [{text: epochLabel() + ' ' + projection.epoch, left: 10, top: 8, textStyle: {fontSize: 13, fontWeight: 'normal', color: color('text')}}, ...inset.title],
    tooltip: {confine: true, backgroundColor: color('panel'), borderColor: color('line'), textStyle: {color: color('text')},
      formatter: item => element('div', {class: 'tooltip'}, item.seriesName + (Array.isArray(item.value) ? ': ' + item.value.map(value => digits(value)).join(', ') : ''))}};
}

page.parts.push({draw: drawSimplex, epoch: drawSimplex});
