// The reader's view is in the address's fragment, so that a link shows what its sender saw. What is as at the beginning is left out.
const VIEW_DELAY_MILLISECONDS = 300;
const view = {properties: [], timer: null};

/**
 * Adds a property to the view.
 * @param read returns its strings; null if it is as at the beginning
 * @param write takes the strings of a link; null if the link does not have it
 */
function addToView(name, read, write) {
  view.properties.push({name, read, write});
}

function viewText() {
  const text = new URLSearchParams();
  view.properties.forEach(({name, read}) => (read() || []).forEach(value => text.append(name, value)));
  return text.toString();
}

/** Writes the view some time after the last change, because browsers limit how often a page may do so. */
function writeView() {
  clearTimeout(view.timer);
  view.timer = setTimeout(() => {
    const text = viewText();
    if (text !== location.hash.slice(1)) history.replaceState(null, '', text ? '#' + text : location.pathname + location.search);
  }, VIEW_DELAY_MILLISECONDS);
}

/** Takes the view of the address. The caller draws. */
function readView() {
  const text = new URLSearchParams(location.hash.slice(1));
  view.properties.forEach(({name, write}) => write(text.has(name) ? text.getAll(name) : null));
  syncCheckboxes();
}

/** Some of the names, or one empty string for none; null if they are the default. */
function namesInView(selected, all, byDefault) {
  const names = all.filter(name => selected.has(name));
  if (names.length === byDefault.length && names.every(name => byDefault.includes(name))) return null;
  return names.length ? names : [''];
}

function addSetToView(name, set, all, byDefault) {
  addToView(name, () => namesInView(set, all(), byDefault()), names => {
    set.clear();
    (names || byDefault()).filter(one => all().includes(one)).forEach(one => set.add(one));
  });
}

function addCheckboxToView(name, id, checkedByDefault) {
  addToView(name, () => byId(id).checked === checkedByDefault ? null : [checkedByDefault ? 'no' : 'yes'],
    values => byId(id).checked = values ? values[0] === 'yes' : checkedByDefault);
}

addToView('epoch', () => page.epochIndex === page.epochs.length - 1 ? null : [String(currentEpoch())],
  values => page.epochIndex = values ? Math.max(0, page.epochs.filter(epoch => epoch <= Number(values[0])).length - 1) : page.epochs.length - 1);
addSetToView('layer', page.layers, allLayers, defaultLayers);
addSetToView('split', page.splits, allSplits, allSplits);
addToView('hidden', () => {
  const names = page.data.runs.map(run => run.name).filter(name => !page.shown.has(name));
  return names.length ? names : null;
}, names => {
  page.shown.clear();
  page.data.runs.filter(run => !(names || []).includes(run.name)).forEach(run => page.shown.add(run.name));
});
addCheckboxToView('logValues', 'log-values', true);
addCheckboxToView('logEpochs', 'log-epochs', false);
addToView('seeds', () => page.eachSeed ? ['each'] : null, values => page.eachSeed = values !== null);
addToView('metric', () => byId('metric').value === DEFAULT_METRIC ? null : [byId('metric').value],
  values => byId('metric').value = values && page.data.columns.some(column => column.name === values[0]) ? values[0] : DEFAULT_METRIC);
addToView('run', () => page.data.runs.length < 2 || byId('detailed-run').value === page.data.runs[0].name ? null : [byId('detailed-run').value],
  values => byId('detailed-run').value = values && page.data.runs.some(run => run.name === values[0]) ? values[0] : page.data.runs[0].name);
page.parts.push({draw: writeView, epoch: writeView});
