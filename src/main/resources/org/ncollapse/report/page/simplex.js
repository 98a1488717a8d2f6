// Three classes in the plane of their simplex, at the slider's epoch.

function drawSimplex() {
  const runs = shownRuns().filter(run => run.simplex && run.simplex.projections.length);
  byId('simplex-section').hidden = runs.length === 0;
  syncPlots(byId('simplex'), 'simplex', runs.map(run => ({id: 'simplex ' + run.name, label: ', features, class means and head weights of three classes in a plane',
    title: page.data.runs.length > 1 ? run.name : 'classes ' + run.simplex.classes.join(', ')})));
  runs.forEach(run => figures.plots.get('simplex ' + run.name).setOption(simplexOption(run), true));
}

/** Half of the plot's side, in units of the means' distance from their center. */
const HALF_SIDE = 2;

function simplexOption(run) {
  const projections = run.simplex.projections;
  const projection = projections[indexAt(projections.map(one => one.epoch))];
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
  return {animation: false, grid: {left: 4, right: 4, top: 4, bottom: 4, show: true, borderColor: color('line')}, xAxis: axis, yAxis: axis, series,
    title: {text: epochLabel() + ' ' + projection.epoch, left: 10, top: 8, textStyle: {fontSize: 13, fontWeight: 'normal', color: color('text')}},
    tooltip: {confine: true, backgroundColor: color('panel'), borderColor: color('line'), textStyle: {color: color('text')},
      formatter: item => element('div', {class: 'tooltip'}, item.seriesName + (Array.isArray(item.value) ? ': ' + item.value.map(value => digits(value)).join(', ') : ''))}};
}

page.parts.push({draw: drawSimplex, epoch: drawSimplex});
