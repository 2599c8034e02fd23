// What a reader sees without scrolling: where the first digit and the first chart stand, and what lies over what.
() => {
  const rect = each => each.getBoundingClientRect();
  const isSeen = each => each.checkVisibility({visibilityProperty: true, opacityProperty: true}) && rect(each).height > 0;
  const main = document.querySelector("[data-testid=stMainBlockContainer]");
  const bar = document.querySelector(".st-key-filter_bar");
  const header = document.querySelector("[data-testid=stHeader]");
  const chrome = Math.round(Math.max(rect(header).bottom, bar ? rect(bar).bottom : 0));
  const outside = ".st-key-filter_bar, .service, .marking, style, script, [class*=st-key-panel_] .js-plotly-plot";
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  let firstNumber = null;
  while (firstNumber === null && walker.nextNode()) {
    const text = walker.currentNode, place = text.parentElement;
    if (/\d/.test(text.data) && !place.closest(outside) && isSeen(place)) firstNumber = Math.round(rect(place).top);
  }
  const charts = [...document.querySelectorAll("[data-testid=stPlotlyChart], .sfo-chart, [data-testid=stDeckGlJsonChart]")]
    .filter(isSeen).map(each => ({top: Math.round(rect(each).top), bottom: Math.round(rect(each).bottom)}))
    .sort((one, other) => one.top - other.top);
  const TEXTS = "h1, h2, .caption, .question, .finding, .card .value, .card .beside, .card summary, .marking > *, .service > *";
  const texts = [...document.querySelectorAll(TEXTS)].filter(isSeen);
  const overlaps = [], cut = [];
  const name = each => each.textContent.trim().slice(0, 40);
  texts.forEach((one, at) => texts.slice(at + 1).forEach(other => {
    if (one.contains(other) || other.contains(one)) return;
    const a = rect(one), b = rect(other);
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2) overlaps.push(`${name(one)} / ${name(other)}`);
  }));
  texts.forEach(each => {
    const {left, right} = rect(each);
    if (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflow !== "visible") cut.push(name(each));
    if (left < -1 || right > innerWidth + 1) cut.push(`outside: ${name(each)}`);
  });
  const length = document.querySelector("[data-testid=stMain]").scrollHeight;
  return {chrome, firstNumber, firstChart: charts[0] ?? null, charts: charts.length, length, overlaps, cut};
}
