// Says on the document's root that the briefing is drawn whole: data-briefing-ready holds the printed code, and is there
// only while every expected chart shows its marks and nothing is running, stale, waiting or in error.
(() => {
  const drawn = () => {
    const app = document.querySelector('[data-testid=stApp]');
    const seal = document.querySelector('.briefing-seal');
    const place = document.querySelector('.st-key-briefing');
    if (!app || !seal || !place) return null;
    const still = app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED';
    const odd = document.querySelector(
      '[data-testid=stSkeleton],[data-testid=stSpinner],[data-stale=true],[data-testid=stException]');
    const charts = [...place.querySelectorAll('[data-testid=stPlotlyChart]')];
    const marks = charts.filter((chart) => {
      const box = chart.querySelector('.main-svg')?.getBoundingClientRect();
      // A chart of a place that has become wider is drawn for the narrower one at first.
      const fits = box && Math.abs(box.width - chart.getBoundingClientRect().width) < 1;
      return fits && box.width > 100 && box.height > 100 && chart.querySelector('.points path, .point path, .scatterlayer .js-line');
    });
    const whole = charts.length === Number(seal.dataset.charts) && marks.length === charts.length;
    return still && !odd && whole && document.fonts.status === 'loaded' ? seal.dataset.code : null;
  };
  let before = null;
  const look = () => {
    const now = drawn();
    const root = document.documentElement;
    // Twice in a row the same: a chart is laid out once more after its first paint.
    if (now && now === before) root.dataset.briefingReady = now;
    else delete root.dataset.briefingReady;
    before = now;
  };
  clearInterval(window.briefingReadyTimer);
  look();
  window.briefingReadyTimer = setInterval(look, 60);
})();
