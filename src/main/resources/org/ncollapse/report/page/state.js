// What is shown, and the controls that say so. Every part of the page draws itself from here: parts.push({draw, epoch}).
const page = {data: JSON.parse(byId('data').textContent), parts: [], epochs: [], at: 0, layers: new Set(), splits: new Set(), shown: new Set(), each: false, seen: false};
const PALETTE = 6;

/** Runs that are shown, by what they have in common but their seeds. */
function groups() {
  const found = new Map();
  page.data.runs.forEach(run => {
    found.set(run.group, (found.get(run.group) || []).concat(page.shown.has(run.name) ? [run] : []));
  });
  return [...found.values()].map((runs, hue) => ({runs, hue})).filter(group => group.runs.length);
}

function shownRuns() {
  return groups().flatMap(group => group.runs);
}

function allLayers() {
  return unique(page.data.runs.flatMap(run => run.curves.map(curve => curve.layer)));
}

/** The run whose matrices and theory are shown: of many there would be too much to see. */
function closely() {
  return page.data.runs.filter(run => page.data.runs.length === 1 || run.name === byId('one').value);
}

function epochNow() {
  return page.epochs[page.at];
}

/** Where in a list of epochs the slider's one stands: the last that is not beyond it; the first where all are. */
function placeOf(epochs) {
  let place = 0;
  while (place + 1 < epochs.length && epochs[place + 1] <= epochNow()) place++;
  return place;
}

function checkbox(holder, label, checked, changed) {
  const box = element('input', {type: 'checkbox'});
  box.checked = checked;
  box.addEventListener('change', () => changed(box.checked));
  holder.append(element('label', {}, box, ' ' + label));
}

/** A box each value, ticked where it is in the set; boxes that are there already stay, and the focus with them. */
function toggles(holder, values, set) {
  if (holder.dataset.values === JSON.stringify(values)) return;
  holder.dataset.values = JSON.stringify(values);
  holder.querySelectorAll('label').forEach(label => label.remove());
  values.forEach(value => checkbox(holder, value, set.has(value), on => {
    on ? set.add(value) : set.delete(value);
    draw();
  }));
}

function draw() {
  page.parts.forEach(part => part.draw());
  showEpoch();
}

function showEpoch() {
  byId('epoch').value = page.at;
  byId('epoch').setAttribute('aria-valuetext', counts() + ' ' + epochNow());
  byId('epoch-value').textContent = String(epochNow());
  page.parts.forEach(part => part.epoch && part.epoch());
}

function counts() {
  return page.data.runs[0].counts;
}

/** Takes new data in, keeping what was chosen. */
function receive(data) {
  const atEnd = page.at === page.epochs.length - 1;
  page.data = data;
  const runs = data.runs;
  const layers = allLayers();
  const splits = unique(runs.flatMap(run => run.curves.map(curve => curve.split)));
  const first = !page.seen && layers.length > 0;
  if (first) {
    page.seen = true;
    runs.forEach(run => page.shown.add(run.name));
    (groups().length > 1 ? layers.slice(0, 1) : layers).forEach(layer => page.layers.add(layer));
    splits.forEach(split => page.splits.add(split));
  }
  const now = epochNow();
  page.epochs = unique(runs.flatMap(run => run.curves.flatMap(curve => curve.epochs))).sort((a, b) => a - b);
  if (page.epochs.length === 0) page.epochs = [0];
  page.at = first || atEnd ? page.epochs.length - 1 : Math.max(0, page.epochs.filter(epoch => epoch <= now).length - 1);
  byId('epoch').max = page.epochs.length - 1;
  byId('epoch-name').textContent = counts();
  byId('log-epochs-name').textContent = counts() + 's';
  toggles(byId('layers'), layers, page.layers);
  toggles(byId('splits'), splits, page.splits);
  byId('runs').hidden = runs.length < 2;
  byId('closely').hidden = runs.length < 2;
  const one = byId('one').value;
  byId('one').replaceChildren(...runs.map(run => element('option', {}, run.name)));
  byId('one').value = runs.some(run => run.name === one) ? one : runs[0].name;
  toggles(byId('runs'), runs.map(run => run.name), page.shown);
  const seeds = runs.length > unique(runs.map(run => run.group)).length;
  byId('band-note').hidden = !seeds;
  if (seeds && !byId('seeds').hasChildNodes()) checkbox(byId('seeds'), 'every seed', page.each, on => {
    page.each = on;
    draw();
  });
  draw();
}
