// Several runs: their columns, groups, colors, filter and means.
const runSet = embedded.runSet;
const RUN_COLORS = 6;
const RUN_MARKS = ['circle', 'rect', 'triangle', 'diamond', 'cross', 'ring'];
const RUN_DASHES = [null, [7, 3], [2, 2], [9, 3, 2, 3]];
const MIN_RUNS_OF_T = 3;
const EACH_RUN = 'each run';
const ALL_RUNS = 'all runs';
const CONFIGURATION = 'configuration';
// Paths of the marks with radius 1.
const MARK_PATHS = {circle: 'M-1,0A1,1 0 1,1 1,0A1,1 0 1,1 -1,0Z', rect: 'M-.9,-.9L.9,-.9L.9,.9L-.9,.9Z', triangle: 'M0,-1.1L1.1,.9L-1.1,.9Z', diamond: 'M0,-1.25L1.25,0L0,1.25L-1.25,0Z',
  cross: 'M-1,-.35L-.35,-.35L-.35,-1L.35,-1L.35,-.35L1,-.35L1,.35L.35,.35L.35,1L-.35,1L-.35,.35L-1,.35Z', ring: 'M-1.1,0A1.1,1.1 0 1,1 1.1,0A1.1,1.1 0 1,1 -1.1,0ZM-.5,0A.5,.5 0 1,0 .5,0A.5,.5 0 1,0 -.5,0Z'};

/** The style of a group: six colors with six marks, then the same colors with other marks and dashes. */
function runStyle(index) {
  const round = Math.floor(index / RUN_COLORS);
  return {color: color('c' + index % RUN_COLORS), mark: MARK_PATHS[RUN_MARKS[(index + round) % RUN_MARKS.length]], dash: RUN_DASHES[round % RUN_DASHES.length]};
}

/** A short line with a mark, for legends and the table. */
function runSample(index) {
  const style = runStyle(index);
  const node = (name, attributes) => {
    const child = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(attributes).forEach(([key, value]) => child.setAttribute(key, value));
    return child;
  };
  const svg = node('svg', {width: 28, height: 12, viewBox: '0 0 28 12', 'aria-hidden': true});
  svg.append(node('line', {x1: 0, y1: 6, x2: 28, y2: 6, stroke: style.color, 'stroke-width': 1.75, 'stroke-dasharray': (style.dash || []).join(' ')}),
    node('path', {d: style.mark, transform: 'translate(14 6) scale(3.6)', fill: style.color}));
  return svg;
}

/** The columns of the runs: {name, main, log, of: run => value}. A text that is a number is one. */
function runColumns() {
  const number = text => text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  return [
    {name: 'run', of: run => run.name},
    {name: 'status', of: run => run.status},
    ...runSet.keys.map((name, i) => ({name, of: run => number(run.values[i]), text: run => run.values[i]})),
    {name: 'seed', of: run => run.seed},
    {name: runSet.epochLabel, of: run => run.epoch},
    {name: 'zero_error_' + runSet.epochLabel, of: run => run.zeroError && run.zeroError[0]},
    ...runSet.columns.map((column, i) => ({...column, of: run => run.last[i]})),
  ].map(column => ({main: true, log: false, text: run => typeof column.of(run) === 'number' ? digits(column.of(run), 4) : column.of(run) || '\u2013', ...column}));
}

function shortKey(key) {
  return key.slice(key.lastIndexOf('.') + 1);
}

/** The name of the group of a run, by EACH_RUN, ALL_RUNS, CONFIGURATION or a key. */
function runGroupName(run, by) {
  if (by === EACH_RUN) return run.name;
  if (by === ALL_RUNS) return ALL_RUNS;
  const keys = by === CONFIGURATION ? runSet.keys : [by];
  return keys.map(key => shortKey(key) + ' ' + run.values[runSet.keys.indexOf(key)]).join(', ');
}

/** All groups by name, in the order of the runs; those of a key with numeric values ascending. Filters do not change their colors. */
function groupIndices(by) {
  const names = unique(runSet.runs.map(run => runGroupName(run, by)));
  const key = runSet.keys.indexOf(by);
  const numbers = new Map(key < 0 ? [] : runSet.runs.map(run => [runGroupName(run, by), Number(run.values[key])]));
  if (key >= 0 && [...numbers.values()].every(Number.isFinite)) names.sort((a, b) => numbers.get(a) - numbers.get(b));
  return new Map(names.map((name, i) => [name, i]));
}

/** The groups of some runs: {name, index, runs}. */
function groupRuns(runs, by) {
  const members = new Map();
  runs.forEach(run => {
    const name = runGroupName(run, by);
    members.has(name) ? members.get(name).push(run) : members.set(name, [run]);
  });
  const indices = groupIndices(by);
  return [...members].map(([name, some]) => ({name, index: indices.get(name), runs: some})).sort((a, b) => a.index - b.index);
}

/**
 * A filter: words that the name, the status or a value of a key contains, and comparisons of columns.
 * @return {matches: run => boolean, unknown: names that are no column}
 */
function parseFilter(text) {
  const unknown = [];
  const columns = runColumns();
  const tests = text.trim().split(/\s+/).filter(Boolean).map(term => {
    const comparison = /^([^<>=!]+)(<=|>=|!=|=|<|>)(.+)$/.exec(term);
    if (!comparison) return run => [run.name, run.status, ...run.values].some(value => value.toLowerCase().includes(term.toLowerCase()));
    const [, name, operator, right] = comparison;
    const found = columns.find(column => column.name === name) || columns.find(column => shortKey(column.name) === name);
    if (!found) {
      unknown.push(name);
      return () => true;
    }
    return run => compare(found.of(run), operator, right);
  });
  return {matches: run => tests.every(test => test(run)), unknown};
}

/** An undefined value only differs from everything. */
function compare(left, operator, text) {
  if (left === null || left === undefined) return operator === '!=';
  const right = typeof left === 'number' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (operator === '=' || operator === '!=') return (String(left) === String(right)) === (operator === '=');
  return typeof left === typeof right && {'<': left < right, '>': left > right, '<=': left <= right, '>=': left >= right}[operator];
}

/**
 * The mean of values and its interval: Student's 95 % confidence interval; the two values of two; none of one.
 * @param log whether the mean is that of the logarithms; undefined then if a value is not positive
 * @return {n, mean, low, high} with null where undefined
 */
function meanInterval(values, log) {
  const defined = values.filter(value => value !== null && value !== undefined);
  const n = defined.length;
  if (n === 0 || log && defined.some(value => value <= 0)) return {n, mean: null, low: null, high: null};
  const scaled = log ? defined.map(Math.log) : defined;
  const back = log ? Math.exp : value => value;
  const mean = scaled.reduce((sum, value) => sum + value, 0) / n;
  if (n < MIN_RUNS_OF_T) return {n, mean: back(mean), low: n > 1 ? Math.min(...defined) : null, high: n > 1 ? Math.max(...defined) : null};
  const std = Math.sqrt(scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = runSet.quantiles[n] * std / Math.sqrt(n);
  return {n, mean: back(mean), low: back(mean - half), high: back(mean + half)};
}
