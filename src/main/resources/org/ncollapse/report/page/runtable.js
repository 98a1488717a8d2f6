// The table of the runs: one row for each, sorted by a click on a column's title, filtered by hiding rows.
const runTable = {rows: new Map(), sorted: null, descending: false};

/** The columns of the table; those without a value in any run are left out, and the seed if all have the same. */
function tableColumns() {
  const verdicts = new Map((embedded.runs || []).filter(run => run.fit).map(run => [run.name, run.fit.verdict[0]]));
  const models = {name: 'models', main: true, of: run => verdicts.get(run.name), text: run => verdicts.get(run.name) || '\u2013', isProse: true};
  return [...runColumns(), models].filter(column => column.main && runSet.runs.some(run => column.of(run) !== null && column.of(run) !== undefined))
    .filter(column => column.name !== 'seed' || unique(runSet.runs.map(run => run.seed)).length > 1);
}

function buildRunTable() {
  const columns = tableColumns();
  const head = element('tr', {}, ...columns.map(column => {
    const button = element('button', {type: 'button'}, column.name);
    const cell = element('th', {scope: 'col', 'aria-sort': 'none', ...(column.isProse ? {class: 'text'} : {})}, button);
    button.addEventListener('click', () => sortRuns(column, cell));
    return cell;
  }));
  const body = element('tbody');
  runSet.runs.forEach(run => {
    const node = element('tr', {}, ...columns.map(column => column.name === 'run' ? element('td', {}, nameOf(run)) : element('td', column.isProse ? {class: 'text'} : {}, column.text(run))));
    runTable.rows.set(run, node);
    body.append(node);
  });
  byId('run-table').append(element('thead', {}, head), body);
}

/** Finished runs have a page of their own. */
function nameOf(run) {
  return run.status === 'finished' ? element('a', {href: runSet.folder + encodeURIComponent(run.name) + '/report.html'}, run.name) : element('span', {}, run.name);
}

/** Ascending, then descending, then as written. Undefined values are last; numbers are before text. */
function sortRuns(column, cell) {
  const state = cell.getAttribute('aria-sort');
  const next = state === 'none' ? 'ascending' : state === 'ascending' ? 'descending' : 'none';
  byId('run-table').querySelectorAll('th').forEach(other => other.setAttribute('aria-sort', other === cell ? next : 'none'));
  const collator = new Intl.Collator('en', {numeric: true});
  const isMissing = value => value === null || value === undefined;
  const ordered = next === 'none' ? runSet.runs : [...runSet.runs].sort((a, b) => {
    const [left, right] = [column.of(a), column.of(b)];
    if (isMissing(left) || isMissing(right)) return isMissing(left) - isMissing(right);
    const order = typeof left === 'number' && typeof right === 'number' ? left - right
      : typeof left !== typeof right ? (typeof left === 'number' ? -1 : 1) : collator.compare(left, right);
    return next === 'ascending' ? order : -order;
  });
  byId('run-table').tBodies[0].append(...ordered.map(run => runTable.rows.get(run)));
}

/** Shows the rows of some runs, with the color and mark of their groups. */
function showRows(groups) {
  runTable.rows.forEach(node => node.hidden = true);
  groups.forEach(group => group.runs.forEach(run => {
    const node = runTable.rows.get(run);
    node.hidden = false;
    node.cells[0].replaceChildren(runSample(group.index), node.cells[0].querySelector('a, span'));
  }));
}
