// The summary, all metrics at the slider's epoch, and the provenance.

function drawSummary() {
  byId('state').textContent = unique(page.data.runs.map(run => (page.data.runs.length > 1 ? '' : run.status + '. ') + run.notes)).filter(Boolean).join(' \u00b7 ');
  const runs = page.data.runs;
  byId('summary').replaceChildren(...(runs.length > 1 ? [] : [element('ul', {}, ...runs[0].summary.map(sentence => element('li', {}, ...withTerms(sentence))))]));
}

function drawTable() {
  const shown = shownRuns().flatMap(run => run.curves.filter(curve => page.layers.has(curve.layer) && page.splits.has(curve.split)).map(curve => ({run, curve})));
  byId('table-note').textContent = 'At the slider\u2019s ' + epochLabel() + ', or the last captured one before it. A dash is an undefined value.';
  const head = row('th', ['metric', ...shown.map(one => (page.data.runs.length > 1 ? one.run.name + ', ' : '') + one.curve.layer + ', ' + one.curve.split
    + (one.curve.epochs[indexAt(one.curve.epochs)] === currentEpoch() ? '' : ' (' + one.curve.epochs[indexAt(one.curve.epochs)] + ')')),
    element('th', {class: 'text'}, 'definition'), element('th', {class: 'text'}, 'source')]);
  byId('table').replaceChildren(element('thead', {}, head), element('tbody', {}, ...page.data.columns.map((column, i) => row('td', [column.name,
    ...shown.map(one => digits(one.curve.values[i] && one.curve.values[i][indexAt(one.curve.epochs)])),
    element('td', {class: 'text'}, ...withSubscripts(column.definition)), element('td', {class: 'text'}, column.source)]))));
}

/** Redraws only after a change, so that opened details stay open. */
function drawProvenance() {
  const now = JSON.stringify(page.data.runs.map(run => [run.experiment, run.manifest]));
  if (byId('provenance').dataset.of === now) return;
  byId('provenance').dataset.of = now;
  const open = [...byId('provenance').querySelectorAll('details')].map(details => details.open);
  byId('provenance').replaceChildren(...page.data.runs.flatMap(run => [
    ...(page.data.runs.length > 1 ? [element('h3', {}, run.name)] : []),
    element('details', {}, element('summary', {}, 'The experiment file with all defaults'), element('pre', {tabindex: 0}, run.experiment)),
    element('details', {}, element('summary', {}, 'The manifest: data, software, machine, warnings and status'), element('pre', {tabindex: 0}, JSON.stringify(run.manifest, null, 2)))]));
  byId('provenance').querySelectorAll('details').forEach((details, i) => details.open = Boolean(open[i]));
}

page.parts.push({draw: drawSummary}, {draw: drawTable, epoch: drawTable}, {draw: drawProvenance});
