// How far the briefing is drawn: its printed code once it is ready, or what went wrong, or what is still missing.
() => {
  const find = (selector) => [...document.querySelectorAll(selector)];
  const code = document.documentElement.dataset.briefingReady;
  const app = document.querySelector('[data-testid=stApp]');
  const alerts = find('[data-testid=stAlert]:not([class*=st-key-panel_] *), [data-testid=stException], [role=dialog]').map((each) => each.innerText.trim());
  const isStill = app?.dataset.testScriptState === 'notRunning';
  const charts = find('.st-key-briefing [data-testid=stPlotlyChart]');
  const seal = document.querySelector('.briefing-seal');
  const steps = [
    [app, 'the page itself'],
    [app?.dataset.testConnectionState === 'CONNECTED', 'its connection to the server'],
    [isStill, 'the end of its script'],
    [seal, 'the foot with its code'],
    [seal && charts.length === Number(seal.dataset.charts), `${seal?.dataset.charts} charts; ${charts.length} have a place`],
    ...charts.map((chart, n) => [chart.querySelector('.main-svg'), `the drawing of chart ${n + 1}`]),
    [!find('[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner]').length, 'the newest state of every part'],
    [document.fonts.status === 'loaded', 'its fonts'],
  ];
  const missing = steps.find(([isThere]) => !isThere)?.[1] ?? 'its own mark that all is drawn';
  return {code, problem: isStill && alerts.length ? alerts.join(' ').slice(0, 300) || 'an alert' : null, missing};
}
