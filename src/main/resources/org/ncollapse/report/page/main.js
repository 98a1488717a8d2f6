// Connects the controls and draws everything.
const STEP_MILLISECONDS = 150;
const POLL_MILLISECONDS = 2000;

byId('metric').append(...page.data.columns.map(column => element('option', {}, column.name)));
byId('metric').value = DEFAULT_METRIC;
byId('metric').addEventListener('change', draw);
byId('detailed-run').addEventListener('change', draw);
byId('log-values').addEventListener('change', draw);
byId('log-epochs').addEventListener('change', draw);
byId('epoch').addEventListener('input', () => {
  page.epochIndex = Number(byId('epoch').value);
  showEpoch();
});
['from', 'to'].forEach(id => byId(id).addEventListener('change', () => {
  const last = Math.max(...page.data.runs.map(run => run.lastEpoch));
  const from = Number(byId('from').value || 0);
  zoomTo(from, Math.max(from + 1, Number(byId('to').value || last)));
}));
byId('reset-zoom').addEventListener('click', () => {
  byId('from').value = '';
  byId('to').value = '';
  zoomTo(null);
});

let playing = null;
byId('play').addEventListener('click', () => {
  if (playing) {
    clearInterval(playing);
    playing = null;
  } else {
    if (page.epochIndex === page.epochs.length - 1) page.epochIndex = 0;
    playing = setInterval(() => {
      page.epochIndex < page.epochs.length - 1 ? page.epochIndex++ : byId('play').click();
      showEpoch();
    }, STEP_MILLISECONDS);
  }
  byId('play').textContent = playing ? 'pause' : 'play';
});
byId('matrix-values').addEventListener('toggle', drawMatrixValues);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

addEventListener('hashchange', () => {
  readView();
  draw();
});

update(page.data);

if ('live' in document.documentElement.dataset) {
  let tag = null;
  setInterval(async () => {
    try {
      const answer = await fetch('data', tag ? {headers: {'If-None-Match': tag}} : {});
      if (answer.status === 200) {
        tag = answer.headers.get('ETag');
        update(await answer.json());
      } else {
        drawSummary();
      }
    } catch (error) {
      byId('state').textContent = 'The watch command has ended. The page shows the last data that it sent.';
    }
  }, POLL_MILLISECONDS);
}
