// The list of the page's sections. Its links do not change the fragment, which has the view.
function drawContents() {
  const titles = [...document.querySelectorAll('main section:not([hidden]) > h2')];
  const list = byId('contents-list');
  const now = titles.map(title => title.id).join(' ');
  if (list.dataset.of === now) return;
  list.dataset.of = now;
  list.replaceChildren(...titles.map(title => {
    const link = element('a', {href: '#' + title.id}, title.textContent);
    link.addEventListener('click', event => {
      event.preventDefault();
      title.tabIndex = -1;
      title.scrollIntoView();
      title.focus({preventScroll: true});
    });
    return element('li', {}, link);
  }));
}

/** Contents and choices are open where they have a column of their own, and closed on a narrow screen, where they would hide the plots. */
const wideScreen = matchMedia('(min-width: 64rem)');
function foldSide() {
  ['contents', 'choices'].forEach(id => byId(id).open = wideScreen.matches);
}
foldSide();
wideScreen.addEventListener('change', foldSide);

page.parts.push({draw: drawContents});
