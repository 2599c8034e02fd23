// When did what is on the page last change? Words outside charts and in view; anything in view; charts and the map.
// All on the page's own clock. A map's change is its last call to draw.
(() => {
  const now = window.painted = {words: 0, inView: 0, last: 0};
  window.clicked = 0;
  addEventListener('click', () => { window.clicked = performance.now(); }, true);
  const CHART = '[data-testid=stPlotlyChart],[data-testid=stDeckGlJsonChart]';
  const changed = new Set();
  const tell = () => {
    const main = document.querySelector('[data-testid=stMain]');
    for (const each of changed) {
      if (!each.isConnected || !main?.contains(each)) continue;
      const chart = each.closest(CHART);
      const {top, bottom, height} = (chart ?? each).getBoundingClientRect();
      const isInView = height && bottom > 0 && top < innerHeight;
      if (chart) now.last = performance.now();
      if (isInView) now.inView = performance.now();
      if (isInView && !chart && each.textContent.trim()) now.words = performance.now();
    }
    changed.clear();
  };
  const note = node => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    if (!element) return;
    if (!changed.size) requestAnimationFrame(() => setTimeout(tell));
    changed.add(element);
    if (element === node) element.querySelectorAll?.(`h1,${CHART}`).forEach(each => changed.add(each));
  };
  new MutationObserver(all => all.forEach(each => {
    if (each.type === 'childList') each.addedNodes.forEach(note);
    // A class or a style says nothing outside a chart: React gives elements new ones as it goes.
    if (each.type !== 'attributes' || each.target.closest(CHART)) note(each.target);
  })).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  for (const kind of [WebGLRenderingContext, WebGL2RenderingContext]) {
    for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced']) {
      const draw = kind.prototype[name];
      if (!draw) continue;
      kind.prototype[name] = function (...all) {
        if (this.canvas.isConnected) note(this.canvas);
        return draw.apply(this, all);
      };
    }
  }
})();
