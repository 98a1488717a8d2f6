// Gram matrices and logits as heat maps and as tables, at the slider's epoch.
const RED_BLUE = ['#053061', '#2166ac', '#4393c3', '#92c5de', '#d1e5f0', '#f7f7f7', '#fddbc7', '#f4a582', '#d6604d', '#b2182b', '#67001f'];
const MATRIX_NAMES = {class_mean_gram: 'Gram matrix of the class means', weight_gram: 'Gram matrix of the head', logits: 'mean logits (row: output, column: class)'};

function drawMatrices() {
  const specs = detailedRuns().flatMap(run => run.matrices.filter(matrix => page.layers.has(matrix.layer) && (matrix.matrix === 'weight_gram' || page.splits.has(matrix.split)))
    .map(matrix => ({label: ', a heat map; its values are below the maps', id: ['matrix', run.name, matrix.matrix, matrix.layer, matrix.split].join(' '), run, matrix,
      title: (page.data.runs.length > 1 ? run.name + ': ' : '') + MATRIX_NAMES[matrix.matrix] + ', ' + matrix.layer + (matrix.matrix === 'weight_gram' ? '' : ', ' + matrix.split)})));
  byId('matrices-note').hidden = !detailedRuns().some(run => run.curves.length && !run.matrices.length);
  byId('matrices').dataset.cells = detailedRuns().reduce((max, run) => run.matrices.reduce((cells, matrix) => Math.max(cells, matrix.size ** 2), max), 0);
  syncPlots(byId('matrices'), 'matrix', specs);
  figures.matrices = specs;
  drawMatrixValues();
  specs.forEach(spec => show(figures.plots.get(spec.id), matrixOption(spec.run, spec.matrix, limitOf(spec.matrix, specs)), seenInMatrix(spec.matrix), () => matrixRows(spec.run, spec.matrix)));
}

function cellsNow(matrix) {
  return cells(matrix, matrix.values[indexAt(matrix.epochs)]);
}

/** The largest magnitude at the slider's epoch: of a matrix, or of all shown matrices of its kind if they share a scale. */
function limitOf(matrix, specs) {
  const matrices = byId('shared-scale').checked ? specs.map(spec => spec.matrix).filter(one => one.matrix === matrix.matrix) : [matrix];
  return matrices.flatMap(cellsNow).reduce((max, cell) => Math.max(max, Math.abs(cell[2]) || 0), 0) || 1;
}

/** The ranges of the values on the diagonal and off it. */
function seenInMatrix(matrix) {
  const defined = cellsNow(matrix).filter(cell => cell[2] !== '-');
  const range = (what, part) => {
    const [low, high] = [Math.min(...part.map(cell => cell[2])), Math.max(...part.map(cell => cell[2]))].map(value => digits(value, 3));
    return part.length === 0 ? [] : [what + (low === high ? ': ' + low : ': from ' + low + ' to ' + high)];
  };
  const ranges = [...range('on the diagonal', defined.filter(([j, i]) => i === j)), ...range('off the diagonal', defined.filter(([j, i]) => i !== j))];
  return 'At ' + epochLabel() + ' ' + matrix.epochs[indexAt(matrix.epochs)] + ', ' + (ranges.join('; ') || 'no value is defined') + '.';
}

function matrixRows(run, matrix) {
  return [['row', 'column', 'value'], ...cellsNow(matrix).map(([j, i, value]) => [className(run, i), className(run, j), value === '-' ? null : value])];
}

function className(run, k) {
  return String(run.classes[k] === undefined ? k : run.classes[k]);
}

/** Cells [column, row, value] of a matrix. Of a Gram matrix the upper triangle is stored. */
function cells(matrix, values) {
  const all = [];
  let next = 0;
  for (let i = 0; i < matrix.size; i++) {
    for (let j = matrix.matrix === 'logits' ? 0 : i; j < matrix.size; j++) {
      const value = values[next++];
      all.push([j, i, value === null ? '-' : value]);
      if (matrix.matrix !== 'logits' && j > i) all.push([i, j, value === null ? '-' : value]);
    }
  }
  return all;
}

function matrixOption(run, matrix, limit) {
  const index = indexAt(matrix.epochs);
  const data = cellsNow(matrix);
  const names = [...Array(matrix.size).keys()].map(k => className(run, k));
  const axis = {type: 'category', data: names, axisLabel: {color: color('muted'), fontSize: 10, hideOverlap: true, width: 44, overflow: 'truncate'}, axisTick: {show: false},
    axisLine: {lineStyle: {color: color('line')}}, splitArea: {show: false}};
  return {animation: false, grid: {left: 46, right: 12, top: 26, bottom: 32}, xAxis: axis, yAxis: {...axis, inverse: true},
    title: {text: epochLabel() + ' ' + matrix.epochs[index] + ', color scale \u00b1' + digits(Number(limit.toPrecision(3))), left: 44, top: 2,
      textStyle: {fontSize: 12, fontWeight: 'normal', color: color('muted')}},
    visualMap: {show: false, min: -limit, max: limit, dimension: 2, inRange: {color: RED_BLUE}},
    tooltip: {confine: true, backgroundColor: color('panel'), borderColor: color('line'), textStyle: {color: color('text')},
      formatter: item => element('div', {class: 'tooltip'}, names[item.value[1]] + ', ' + names[item.value[0]] + ': ' + digits(item.value[2]))},
    series: [{type: 'heatmap', data, progressive: 0, emphasis: {disabled: true}}]};
}

/** The heat maps as tables, while the reader has them open. */
function drawMatrixValues() {
  const container = byId('matrix-values').lastElementChild;
  byId('matrix-values').hidden = figures.matrices.length === 0;
  if (!byId('matrix-values').open) return container.replaceChildren();
  container.replaceChildren(...figures.matrices.map(({run, matrix, title}) => {
    const index = indexAt(matrix.epochs);
    const rows = [...Array(matrix.size)].map(() => Array(matrix.size));
    cellsNow(matrix).forEach(([j, i, value]) => rows[i][j] = digits(value === '-' ? null : value));
    const table = element('table', {}, row('th', [element('td'), ...rows.map((unused, k) => className(run, k))]));
    rows.forEach((values, i) => table.append(row('td', [element('th', {}, className(run, i)), ...values])));
    return element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': title}, element('h3', {}, title + ', ' + epochLabel() + ' ' + matrix.epochs[index]), table);
  }));
}

addCheckboxToView('sharedScale', 'shared-scale', false);
byId('shared-scale').addEventListener('change', draw);
page.parts.push({draw: drawMatrices, epoch: drawMatrices});
