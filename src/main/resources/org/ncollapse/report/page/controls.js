// The state of the page and its controls. Each later script adds parts: {draw} is called when data or controls have changed, {epoch} when the
// slider has moved. The order of the scripts is the order in which the parts are drawn.
const page = {data: embedded, parts: [], epochs: [], epochIndex: 0, layers: new Set(), splits: new Set(), shown: new Set(), eachSeed: false, initialized: false};
const PALETTE = 6;
const DEFAULT_METRIC = 'cdnv';

/** The shown runs, grouped with those that differ in the seed only. */
function groups() {
  const members = new Map();
  page.data.runs.forEach(run => {
    members.set(run.group, (members.get(run.group) || []).concat(page.shown.has(run.name) ? [run] : []));
  });
  return [...members.values()].map((runs, colorIndex) => ({runs, colorIndex})).filter(group => group.runs.length);
}

function shownRuns() {
  return groups().flatMap(group => group.runs);
}

function allLayers() {
  return unique(page.data.runs.flatMap(run => run.curves.map(curve => curve.layer)));
}

function allSplits() {
  return unique(page.data.runs.flatMap(run => run.curves.map(curve => curve.split)));
}

/** All layers of one run; of runs that differ in more than the seed, the layers that the heads read. */
function defaultLayers() {
  return unique(page.data.runs.map(run => run.group)).length > 1 ? headLayers() : allLayers();
}

/** The run whose matrices and fit are shown. With several runs the reader selects one. */
function detailedRuns() {
  return page.data.runs.filter(run => page.data.runs.length === 1 || run.name === byId('detailed-run').value);
}

function currentEpoch() {
  return page.epochs[page.epochIndex];
}

/** The index of the last epoch in a list that is not after the slider's; 0 if all are. */
function indexAt(epochs) {
  let index = 0;
  while (index + 1 < epochs.length && epochs[index + 1] <= currentEpoch()) index++;
  return index;
}

function checkbox(container, label, checked, changed) {
  const box = element('input', {type: 'checkbox'});
  box.checked = checked;
  box.addEventListener('change', () => changed(box.checked));
  container.append(element('label', {}, box, ' ' + label));
}

/** One checkbox for each value of a set. Existing ones are kept, so that the focus is not lost. */
function checkboxes(container, values, set) {
  if (container.dataset.values === JSON.stringify(values)) {
    container.querySelectorAll('input').forEach((box, i) => box.checked = set.has(values[i]));
    return;
  }
  container.dataset.values = JSON.stringify(values);
  container.querySelectorAll('label').forEach(label => label.remove());
  values.forEach(value => checkbox(container, value, set.has(value), on => {
    on ? set.add(value) : set.delete(value);
    draw();
  }));
}

/** The checkboxes show the sets that they select. */
function syncCheckboxes() {
  checkboxes(byId('layers'), allLayers(), page.layers);
  checkboxes(byId('splits'), allSplits(), page.splits);
  checkboxes(byId('runs'), page.data.runs.map(run => run.name), page.shown);
  byId('seeds').querySelectorAll('input').forEach(box => box.checked = page.eachSeed);
}

function draw() {
  page.parts.forEach(part => part.draw());
  showEpoch();
}

function showEpoch() {
  byId('epoch').value = page.epochIndex;
  byId('epoch').setAttribute('aria-valuetext', epochLabel() + ' ' + currentEpoch());
  byId('epoch-value').textContent = String(currentEpoch());
  page.parts.forEach(part => part.epoch && part.epoch());
}

function epochLabel() {
  return page.data.runs[0].epochLabel;
}

/** The head's input layer; its name may differ between networks. */
function headLayers() {
  return unique(page.data.runs.map(run => run.headLayer)).filter(Boolean);
}

/** Shows new data and keeps the reader's choices. */
function update(data) {
  const atEnd = page.epochIndex === page.epochs.length - 1;
  page.data = data;
  const runs = data.runs;
  const isFirstData = !page.initialized && allLayers().length > 0;
  if (isFirstData) {
    page.initialized = true;
    runs.forEach(run => page.shown.add(run.name));
    defaultLayers().forEach(layer => page.layers.add(layer));
    allSplits().forEach(split => page.splits.add(split));
  }
  const previousEpoch = currentEpoch();
  page.epochs = unique(runs.flatMap(run => run.curves.flatMap(curve => curve.epochs))).sort((a, b) => a - b);
  if (page.epochs.length === 0) page.epochs = [0];
  page.epochIndex = isFirstData || atEnd ? page.epochs.length - 1 : Math.max(0, page.epochs.filter(epoch => epoch <= previousEpoch).length - 1);
  byId('epoch').max = page.epochs.length - 1;
  byId('epoch-name').textContent = epochLabel();
  byId('log-epochs-name').textContent = epochLabel() + 's';
  byId('runs').hidden = runs.length < 2;
  byId('detailed-run-box').hidden = runs.length < 2;
  const selected = byId('detailed-run').value;
  byId('detailed-run').replaceChildren(...runs.map(run => element('option', {}, run.name)));
  byId('detailed-run').value = runs.some(run => run.name === selected) ? selected : runs[0].name;
  const seeds = runs.length > unique(runs.map(run => run.group)).length;
  byId('band-note').hidden = !seeds;
  if (seeds && !byId('seeds').hasChildNodes()) checkbox(byId('seeds'), 'every seed', page.eachSeed, on => {
    page.eachSeed = on;
    draw();
  });
  syncCheckboxes();
  if (isFirstData) readView();
  draw();
}

// The plots of parts whose number depends on the data, by their identifiers.
const figures = {plots: new Map()};

/**
 * Adds missing plots of a kind to a container, keeps existing ones and removes those without a specification.
 * @param specs {id, title, label} of each plot, in order
 */
function syncPlots(container, kind, specs) {
  [...figures.plots.entries()].filter(([id, plot]) => plot.kind === kind && !specs.some(spec => spec.id === id)).forEach(([id, plot]) => {
    plot.getDom().parentElement.remove();
    plot.dispose();
    figures.plots.delete(id);
  });
  specs.forEach(spec => {
    if (!figures.plots.has(spec.id)) {
      const plot = addPlot(container, spec.title, spec.label);
      plot.kind = kind;
      figures.plots.set(spec.id, plot);
    }
    const figure = figures.plots.get(spec.id).getDom().parentElement;
    if (container.children[specs.indexOf(spec)] !== figure) container.insertBefore(figure, container.children[specs.indexOf(spec)] || null);
  });
}
