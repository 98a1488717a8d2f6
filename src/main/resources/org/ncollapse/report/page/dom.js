'use strict';
// What every page needs: its data, elements, colors, number formatting, plots and logarithmic axes.
const embedded = JSON.parse(document.getElementById('data').textContent);
const MAX_TICKS = 6;
const MAX_SVG_CELLS = 900;

function byId(id) {
  return document.getElementById(id);
}

function element(name, attributes, ...children) {
  const node = document.createElement(name);
  Object.entries(attributes || {}).forEach(([key, value]) => node.setAttribute(key, value));
  children.forEach(child => node.append(child));
  return node;
}

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** A number with some significant digits: plain from 1e-3 to below 1e5, otherwise 1.2e-5; a dash for null. */
function digits(value, count = 6) {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(count));
  const size = Math.abs(rounded);
  const text = size >= 1e-3 && size < 1e5 ? String(rounded) : rounded.toExponential().replace('e+', 'e');
  return text.replaceAll('-', '\u2212');
}

function unique(values) {
  return [...new Set(values)];
}

function row(cell, values) {
  const node = element('tr');
  values.forEach(value => node.append(value instanceof Node ? value : element(cell, {}, value)));
  return node;
}

/**
 * Adds a plot with a caption, a line on what is seen in it, and a fold that saves it and shows its values. The label describes it to screen readers.
 * With replace, it replaces the container's content.
 */
function addPlot(container, title, label, replace = false) {
  const box = element('div', {class: 'plot', role: 'img', 'aria-label': title + label});
  const figure = element('figure', {}, element('figcaption', {}, title), box, element('p', {class: 'seen'}));
  replace ? container.replaceChildren(figure) : container.append(figure);
  const plot = echarts.init(box, null, {renderer: container.dataset.cells > MAX_SVG_CELLS ? 'canvas' : 'svg'});
  new ResizeObserver(() => {
    plot.resize();
    // Browsers do not run this before they print: the style then scales the plot.
    box.querySelectorAll('svg').forEach(svg => svg.setAttribute('viewBox', [0, 0, plot.getWidth(), plot.getHeight()].join(' ')));
  }).observe(box);
  addFold(figure, plot);
  return plot;
}

/** Draws a plot and what belongs to it: the line on what is seen, empty if nothing is to be said, and the table of its values. */
function show(plot, option, seen, rows) {
  plot.setOption(option, true);
  plot.getDom().parentElement.querySelector('.seen').textContent = seen;
  plot.rows = rows;
  showValues(plot);
}

function power(value) {
  const exponent = Math.round(value);
  const superscript = String(Math.abs(exponent)).replace(/\d/g, digit => '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079'[digit]);
  return '10' + (exponent < 0 ? '\u207b' : '') + superscript;
}

/**
 * A logarithmic axis with ticks at powers of ten, or of two if the values are close together. If there are zeros, it has one more decade, and they
 * are drawn at its lower end. Values are plotted as logarithms on a linear axis, because the library's logarithmic axis treats small numbers as zero.
 */
function logScale(lines) {
  const values = lines.flatMap(line => line.points.map(point => point[1]).concat((line.band || []).flatMap(point => point.slice(1)))).filter(value => value > 0);
  const smallest = values.reduce((a, b) => Math.min(a, b), Infinity);
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const zeros = lines.some(line => !line.isTrainingMean && line.points.some(point => point[1] === 0));
  const close = largest < 12 * smallest && !zeros;
  const log = close ? Math.log2 : Math.log10;
  const low = Math.floor(log(smallest) - (zeros ? .3 : 0));
  const high = Math.max(low + 1, Math.ceil(log(largest)));
  const interval = Math.ceil((high - low) / MAX_TICKS);
  const min = interval * Math.floor(low / interval);
  return {log, zero: min, min, max: interval * Math.ceil(high / interval), interval, label: value => close ? String(Number((2 ** value).toPrecision(3))) : power(value)};
}
