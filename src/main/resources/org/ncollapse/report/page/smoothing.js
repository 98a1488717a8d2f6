// Exponential smoothing of the curves, as TensorBoard defines it.

/** The weight of the previous values: 0 for none. */
function smoothingWeight() {
  return Number(byId('smoothing').value);
}

/** Each value becomes the mean of the values so far, in which a value counts w times as much as its successor. Undefined values stay so. */
function smoothed(points, weight) {
  let sum = 0;
  let weights = 0;
  return points.map(([epoch, value]) => {
    if (value === null) return [epoch, null];
    sum = weight * sum + value;
    weights = weight * weights + 1;
    return [epoch, sum / weights];
  });
}

/** With smoothing, each line and, faint, the line without it. */
function withSmoothing(lines) {
  const weight = smoothingWeight();
  return weight === 0 ? lines : lines.flatMap(line => [{...line, label: line.label + ', not smoothed', isFaint: true, band: null}, {...line, points: smoothed(line.points, weight)}]);
}

addToView('smoothing', () => smoothingWeight() === 0 ? null : [byId('smoothing').value], values => {
  byId('smoothing').value = values ? Number(values[0]) || 0 : 0;
  byId('smoothing-value').textContent = byId('smoothing').value;
});
byId('smoothing').addEventListener('input', () => {
  byId('smoothing-value').textContent = byId('smoothing').value;
  draw();
});
