// A fold under each plot: it saves the plot as SVG, PNG or CSV and shows its values as a table. A part of the page that draws a plot sets plot.rows, a
// function that returns a header and rows; numbers are unrounded. Without it the fold has no CSV and no table.
const CAPTION_HEIGHT = 28;
const LEGEND_LINE_HEIGHT = 22;
const PNG_PIXELS = 2;

function addFold(figure, plot) {
  const caption = figure.querySelector('figcaption').textContent;
  const button = (format, save) => {
    const node = element('button', {type: 'button'}, format, element('span', {class: 'unseen'}, ' of ' + caption));
    node.addEventListener('click', () => save(plot));
    return node;
  };
  const values = element('div', {class: 'scroll values', tabindex: 0, role: 'region', 'aria-label': 'Values of ' + caption});
  const fold = element('details', {class: 'fold'}, element('summary', {}, 'save, values', element('span', {class: 'unseen'}, ' of ' + caption)),
    element('div', {class: 'row'}, button('SVG', saveSvg), button('PNG', savePng), button('CSV', saveCsv)), values);
  fold.querySelector('button:last-child').className = 'csv';
  fold.addEventListener('toggle', () => showValues(plot));
  figure.append(fold);
}

/** Fills the table of values if it is open. Called when a plot has been drawn again. */
function showValues(plot) {
  const fold = plot.getDom().parentElement.querySelector('.fold');
  fold.querySelector('.csv').hidden = !plot.rows;
  const [head, ...body] = fold.open && plot.rows ? plot.rows() : [[]];
  const cell = value => value === null ? '–' : typeof value !== 'number' ? value : Number.isInteger(value) ? String(value).replace('-', '\u2212') : digits(value);
  fold.querySelector('.values').replaceChildren(element('table', {}, row('th', head), ...body.map(values => row('td', values.map(cell)))));
}

function csvOf(rows) {
  const cell = value => value === null ? '' : /[",\r\n]/.test(value) ? '"' + String(value).replaceAll('"', '""') + '"' : String(value);
  return rows.map(values => values.map(cell).join(',') + '\n').join('');
}

/** Draws a plot again for a file: with its caption, with a legend if only the page has one, and with the background. */
function forFile(plot, renderer) {
  const option = plot.getOption();
  const names = unique(option.series.filter(series => series.type === 'line' && series.name).map(series => series.name));
  const hasLegend = plot.group === 'curves' && names.length > 0;
  const width = plot.getWidth();
  const legendHeight = hasLegend ? LEGEND_LINE_HEIGHT * Math.ceil(names.reduce((sum, name) => sum + 7 * name.length + 45, 0) / width) : 0;
  const size = {width, height: plot.getHeight() + CAPTION_HEIGHT + legendHeight};
  const caption = {text: plot.getDom().parentElement.querySelector('figcaption').textContent, left: 6, top: 6,
    textStyle: {fontSize: 13, color: color('text'), width: width - 12, overflow: 'truncate'}};
  const pixels = (length, whole) => typeof length === 'string' && length.endsWith('%') ? parseFloat(length) / 100 * whole : length;
  const lower = component => ({...component, ...(typeof component.top === 'number' ? {top: component.top + CAPTION_HEIGHT} : {}),
    ...(component.height ? {height: pixels(component.height, plot.getHeight())} : {})});
  const raise = component => typeof component.bottom === 'number' ? {...component, bottom: component.bottom + legendHeight} : component;
  const copy = renderer === 'svg' ? echarts.init(null, null, {renderer, ssr: true, ...size}) : echarts.init(document.createElement('div'), null, {renderer, devicePixelRatio: PNG_PIXELS, ...size});
  copy.setOption({...option, backgroundColor: color('panel'), animation: false, aria: {enabled: false}, title: [...(option.title || []).map(lower), caption],
    grid: option.grid.map(lower).map(raise), legend: hasLegend ? {data: names, bottom: 2, textStyle: {color: color('text'), fontSize: 11}} : (option.legend || []).map(lower)});
  return copy;
}

function saveSvg(plot) {
  const copy = forFile(plot, 'svg');
  save(plot, 'svg', 'image/svg+xml', copy.renderToSVGString());
  copy.dispose();
}

function savePng(plot) {
  const copy = forFile(plot, 'canvas');
  const base64 = copy.getDataURL({type: 'png', pixelRatio: PNG_PIXELS}).split(',')[1];
  copy.dispose();
  save(plot, 'png', 'image/png', Uint8Array.from(atob(base64), character => character.charCodeAt(0)));
}

function saveCsv(plot) {
  save(plot, 'csv', 'text/csv', csvOf(plot.rows()));
}

function save(plot, extension, type, content) {
  const words = document.querySelector('h1').textContent + ' ' + plot.getDom().parentElement.querySelector('figcaption').textContent;
  const link = element('a', {download: words.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100) + '.' + extension, href: URL.createObjectURL(new Blob([content], {type}))});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
