// Printing waits for no drawing anew: the layers are told their own size, and for the time of printing only, for a
// chart that is laid out again takes another. Playwright's print medium lays out again; paper does not.
if (!window.chartsFitThePaper) {
  window.chartsFitThePaper = true;
  const fit = layer => {
    const [width, height] = [layer.getAttribute("width"), layer.getAttribute("height")];
    layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
    layer.setAttribute("preserveAspectRatio", "xMinYMin");
    layer.parentElement.style.setProperty("--drawn-width", width);
    layer.parentElement.style.setProperty("--drawn-height", height);
  };
  const layers = () => document.querySelectorAll(".js-plotly-plot .main-svg");
  const watch = new MutationObserver(changes => changes.forEach(change => fit(change.target)));
  const begin = () => layers().forEach(layer => {
    fit(layer);
    watch.observe(layer, {attributeFilter: ["width", "height"]});
  });
  const end = () => {
    watch.disconnect();
    layers().forEach(layer => layer.removeAttribute("viewBox"));
  };
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  matchMedia("print").addEventListener("change", event => event.matches ? begin() : end());
}
