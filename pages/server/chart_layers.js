// The layers of each chart as SVG text, once every chart is laid out for its place and stays as it is; null before.
() => {
  const charts = [...document.querySelectorAll('.st-key-briefing [data-testid=stPlotlyChart]')];
  const isWhole = charts.every((chart) => {
    const svg = chart.querySelector('.main-svg');
    const plot = chart.querySelector('.nsewdrag')?.getBoundingClientRect();
    const key = chart.querySelector('.legend .bg')?.getBoundingClientRect();
    const isCovered = key && plot && key.right > plot.left && key.left < plot.right
      && key.bottom > plot.top && key.top < plot.bottom;
    return svg && Math.abs(chart.getBoundingClientRect().width - svg.getAttribute('width')) < 1 && !isCovered;
  });
  const writer = new XMLSerializer();
  const layers = charts.map((chart) =>
    [...chart.querySelectorAll('.main-svg')].map((layer) => writer.serializeToString(layer)));
  const now = JSON.stringify(layers);
  const isStill = window.chartLayersBefore === now;
  window.chartLayersBefore = now;
  return isWhole && isStill ? layers : null;
}
