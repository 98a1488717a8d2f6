// The pictures that the slider turns over: three classes in the plane of their simplex, Gram matrices, logits.
const RED_BLUE = ['#053061', '#2166ac', '#4393c3', '#92c5de', '#d1e5f0', '#f7f7f7', '#fddbc7', '#f4a582', '#d6604d', '#b2182b', '#67001f'];
const MATRIX_NAMES = {class_mean_gram: 'Gram matrix of the class means', weight_gram: 'Gram matrix of the head', logits: 'mean logits: output of row, class of column'};
const pictures = {plots: new Map()};

/** Makes the plots that are wanted, keeps those that are there, and drops the others. */
function keep(holder, kind, wanted) {
  [...pictures.plots.entries()].filter(([id, plot]) => plot.kind === kind && !wanted.some(want => want.id === id)).forEach(([id, plot]) => {
    plot.getDom().parentElement.remove();
    plot.dispose();
    pictures.plots.delete(id);
  });
  wanted.forEach(want => {
    if (!pictures.plots.has(want.id)) {
      const plot = plotIn(holder, want.title, want.label);
      plot.kind = kind;
      pictures.plots.set(want.id, plot);
    }
    const figure = pictures.plots.get(want.id).getDom().parentElement;
    if (holder.children[wanted.indexOf(want)] !== figure) holder.insertBefore(figure, holder.children[wanted.indexOf(want)] || null);
  });
}

function drawSimplex() {
  const runs = shownRuns().filter(run => run.simplex && run.simplex.scenes.length);
  byId('simplex-section').hidden = runs.length === 0;
  keep(byId('simplex'), 'simplex', runs.map(run => ({id: 'simplex ' + run.name, label: ', features, means and head vectors of three classes in a plane',
    title: page.data.runs.length > 1 ? run.name : 'classes ' + run.simplex.classes.join(', ')})));
  runs.forEach(run => pictures.plots.get('simplex ' + run.name).setOption(simplexOption(run), true));
}

/** Half of the picture's side, in units of the means' distance from their centre. */
const REACH = 2;

function simplexOption(run) {
  const scenes = run.simplex.scenes;
  const scene = scenes[placeOf(scenes.map(one => one.epoch))];
  const axis = {type: 'value', min: -REACH, max: REACH, show: false};
  const series = [];
  run.simplex.classes.forEach((name, k) => {
    const ink = colour('c' + k);
    series.push({name: 'class ' + name, type: 'scatter', data: scene.samples[k], symbol: SYMBOLS[k], symbolSize: 6, itemStyle: {color: ink, opacity: .55}, clip: true});
    series.push({name: 'mean of class ' + name, type: 'scatter', data: [scene.means[k]], symbol: SYMBOLS[k], symbolSize: 15, itemStyle: {color: ink, borderColor: colour('ink'), borderWidth: 1.5}, clip: true});
    series.push({name: 'head vector of class ' + name, type: 'lines', coordinateSystem: 'cartesian2d', data: [{coords: [[0, 0], scene.head[k]]}], symbol: ['none', 'arrow'],
      symbolSize: 10, lineStyle: {color: ink, width: 2, opacity: 1}, clip: true});
  });
  series.push({name: 'triangle of the means', type: 'line', data: [0, 1, 2, 0].map(k => scene.means[k]), symbol: 'none', silent: true, clip: true,
    lineStyle: {color: colour('soft'), width: 1, type: 'dashed'}});
  return {animation: false, grid: {left: 4, right: 4, top: 4, bottom: 4, show: true, borderColor: colour('line')}, xAxis: axis, yAxis: axis, series,
    title: {text: counts() + ' ' + scene.epoch, left: 10, top: 8, textStyle: {fontSize: 13, fontWeight: 'normal', color: colour('ink')}},
    tooltip: {confine: true, backgroundColor: colour('panel'), borderColor: colour('line'), textStyle: {color: colour('ink')},
      formatter: item => element('div', {class: 'tip'}, item.seriesName + (Array.isArray(item.value) ? ': ' + item.value.map(digits).join(', ') : ''))}};
}

function drawMatrices() {
  const wanted = closely().flatMap(run => run.matrices.filter(matrix => page.layers.has(matrix.layer) && (matrix.matrix === 'weight_gram' || page.splits.has(matrix.split)))
    .map(matrix => ({label: ', a map of colours; its numbers stand below the maps', id: ['matrix', run.name, matrix.matrix, matrix.layer, matrix.split].join(' '), run, matrix,
      title: (page.data.runs.length > 1 ? run.name + ': ' : '') + MATRIX_NAMES[matrix.matrix] + ', ' + matrix.layer + (matrix.matrix === 'weight_gram' ? '' : ', ' + matrix.split)})));
  byId('matrices-note').hidden = !closely().some(run => run.curves.length && !run.matrices.length);
  byId('matrices').dataset.cells = closely().reduce((most, run) => run.matrices.reduce((cells, matrix) => Math.max(cells, matrix.size ** 2), most), 0);
  keep(byId('matrices'), 'matrix', wanted);
  pictures.wanted = wanted;
  drawNumbers();
  wanted.forEach(want => pictures.plots.get(want.id).setOption(matrixOption(want.run, want.matrix), true));
}

/** Rows and columns of a matrix; a Gram matrix is stored from its diagonal on. */
function cells(matrix, values) {
  const found = [];
  let next = 0;
  for (let i = 0; i < matrix.size; i++) {
    for (let j = matrix.matrix === 'logits' ? 0 : i; j < matrix.size; j++) {
      const value = values[next++];
      found.push([j, i, value === null ? '-' : value]);
      if (matrix.matrix !== 'logits' && j > i) found.push([i, j, value === null ? '-' : value]);
    }
  }
  return found;
}

function matrixOption(run, matrix) {
  const at = placeOf(matrix.epochs);
  const data = cells(matrix, matrix.values[at]);
  const limit = data.reduce((most, cell) => Math.max(most, Math.abs(cell[2]) || 0), 0) || 1;
  const names = [...Array(matrix.size).keys()].map(k => String(run.classes[k] === undefined ? k : run.classes[k]));
  const axis = {type: 'category', data: names, axisLabel: {color: colour('soft'), fontSize: 10, hideOverlap: true, width: 44, overflow: 'truncate'}, axisTick: {show: false},
    axisLine: {lineStyle: {color: colour('line')}}, splitArea: {show: false}};
  return {animation: false, grid: {left: 46, right: 12, top: 26, bottom: 32}, xAxis: axis, yAxis: {...axis, inverse: true},
    title: {text: counts() + ' ' + matrix.epochs[at] + ', colours to \u00b1' + digits(Number(limit.toPrecision(3))), left: 44, top: 2,
      textStyle: {fontSize: 12, fontWeight: 'normal', color: colour('soft')}},
    visualMap: {show: false, min: -limit, max: limit, dimension: 2, inRange: {color: RED_BLUE}},
    tooltip: {confine: true, backgroundColor: colour('panel'), borderColor: colour('line'), textStyle: {color: colour('ink')},
      formatter: item => element('div', {class: 'tip'}, names[item.value[1]] + ', ' + names[item.value[0]] + ': ' + digits(item.value[2]))},
    series: [{type: 'heatmap', data, progressive: 0, emphasis: {disabled: true}}]};
}

/** The maps as tables, while they are asked for. */
function drawNumbers() {
  const holder = byId('numbers').lastElementChild;
  byId('numbers').hidden = pictures.wanted.length === 0;
  if (!byId('numbers').open) return holder.replaceChildren();
  holder.replaceChildren(...pictures.wanted.map(({run, matrix, title}) => {
    const at = placeOf(matrix.epochs);
    const rows = [...Array(matrix.size)].map(() => Array(matrix.size));
    cells(matrix, matrix.values[at]).forEach(([j, i, value]) => rows[i][j] = digits(value === '-' ? null : value));
    const name = k => String(run.classes[k] === undefined ? k : run.classes[k]);
    const table = element('table', {}, row('th', ['', ...rows.map((unused, k) => name(k))]));
    rows.forEach((values, i) => table.append(row('td', [element('th', {}, name(i)), ...values])));
    return element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': title}, element('h3', {}, title + ', ' + counts() + ' ' + matrix.epochs[at]), table);
  }));
}

function turn() {
  drawSimplex();
  drawMatrices();
}

page.parts.push({draw: turn, epoch: turn});
