// Subscripts, and terms whose definition opens.
const SUBSCRIPT = /((?<![\p{L}\p{M}\p{N}_])(?:arg(?:min|max)|(?:\p{L}\p{M}*){1,3})|[\u0370-\u03ff‖²])_(\{[^{}]*\}|LS|[\p{L}*]\d?|\d)(?![A-Za-z0-9_])/gu;
const TERM = /(?<![\p{L}\p{M}\p{N}_])(NC[1-5]|ETF|OF|ĉ|c|κ)(?![\p{L}\p{M}\p{N}_])/gu;

/** A text with x_k and x_{jk} as subscripts, as nodes. Names such as mse_perp stay. */
function withSubscripts(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(SUBSCRIPT)) {
    nodes.push(text.slice(end, match.index) + match[1], element('sub', {}, ...withSubscripts(match[2].replace(/^\{|\}$/g, ''))));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

/** A text with subscripts, in which the first occurrence of each defined term is a button that opens its definition. */
function withTerms(text) {
  const nodes = [];
  const seen = new Set();
  let end = 0;
  for (const match of text.matchAll(TERM)) {
    const entry = page.data.glossary.find(one => one.term === match[1]);
    if (!entry || seen.has(match[1])) continue;
    seen.add(match[1]);
    const button = element('button', {type: 'button', class: 'term', 'aria-haspopup': 'dialog'}, match[1]);
    button.addEventListener('click', () => showDefinition(entry, button));
    nodes.push(...withSubscripts(text.slice(end, match.index)), button);
    end = match.index + match[0].length;
  }
  return [...nodes, ...withSubscripts(text.slice(end))];
}

/** Opens a definition under its term. Escape and a click outside close it; the focus returns to the term. */
function showDefinition(entry, button) {
  const dialog = byId('definition');
  byId('definition-term').textContent = entry.term + ': ' + entry.name;
  byId('definition-text').replaceChildren(
    ...entry.formulas.map(formula => element('p', {class: 'formula'}, ...withSubscripts(formula))),
    element('p', {}, element('b', {}, 'At collapse: '), ...withSubscripts(entry.atCollapse)),
    element('p', {class: 'muted'}, 'Source: ' + entry.source + '.'));
  dialog.showModal();
  const place = button.getBoundingClientRect();
  const below = place.bottom + 6 + dialog.offsetHeight <= innerHeight;
  dialog.style.left = Math.max(8, Math.min(place.left, innerWidth - dialog.offsetWidth - 8)) + 'px';
  dialog.style.top = Math.max(8, below ? place.bottom + 6 : place.top - 6 - dialog.offsetHeight) + 'px';
}

byId('definition').addEventListener('click', event => {
  if (event.target === byId('definition')) byId('definition').close();
});
