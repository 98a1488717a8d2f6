'use strict';
// What every page needs: elements, colours, numbers, and a place and an axis for a plot.
const MOST_TICKS = 6;
const MANY_CELLS = 900;

function byId(id) {
  return document.getElementById(id);
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes || {}).forEach(([key, value]) => made.setAttribute(key, value));
  children.forEach(child => made.append(child));
  return made;
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** As a reader wants a number: six digits. */
function digits(value) {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return (size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(6))) : value.toExponential(4)).replace('-', '\u2212');
}

function unique(values) {
  return [...new Set(values)];
}

function row(cell, values) {
  const made = element('tr');
  values.forEach(value => made.append(value instanceof Node ? value : element(cell, {}, value)));
  return made;
}

/** A plot under a caption, which a label says what it is to those who do not see it. */
function plotIn(holder, title, label, place) {
  const box = element('div', {class: 'plot', role: 'img', 'aria-label': title + label});
  const figure = element('figure', {}, element('figcaption', {}, title), box);
  place === undefined ? holder.append(figure) : holder.replaceChildren(figure);
  const plot = echarts.init(box, null, {renderer: holder.dataset.cells > MANY_CELLS ? 'canvas' : 'svg'});
  new ResizeObserver(() => plot.resize()).observe(box);
  return plot;
}

function power(place) {
  const exponent = Math.round(place);
  const superscript = String(Math.abs(exponent)).replace(/\d/g, digit => '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079'[digit]);
  return '10' + (exponent < 0 ? '\u207b' : '') + superscript;
}

/**
 * A logarithmic axis of powers of ten, or of two for values that are close; a decade further down where zeros stand at its foot. Values are drawn by
 * their logarithms on a linear axis: the library's own logarithmic one takes small numbers for zero.
 */
function decades(lines) {
  const values = lines.flatMap(line => line.points.map(point => point[1]).concat((line.band || []).flatMap(edge => edge.slice(1)))).filter(value => value > 0);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const zeros = lines.some(line => !line.running && line.points.some(point => point[1] === 0));
  const close = most < 12 * least && !zeros;
  const height = close ? Math.log2 : Math.log10;
  const low = Math.floor(height(least) - (zeros ? .3 : 0));
  const high = Math.max(low + 1, Math.ceil(height(most)));
  const interval = Math.ceil((high - low) / MOST_TICKS);
  const min = interval * Math.floor(low / interval);
  return {height, zero: min, min, max: interval * Math.ceil(high / interval), interval, label: place => close ? String(Number((2 ** place).toPrecision(3))) : power(place)};
}
