// Draws a figure by Plotly, once, in a place that stays between two runs: what is in view first, the rest when idle.
// A place is marked as stale, as Streamlit marks its elements, until it shows the newest figure.
const CONFIG = {displayModeBar: false, scrollZoom: false};
const FAILED = "The chart could not be loaded. Its numbers are in its table.";
// Plotly's own width where a place has none yet.
const WIDTH = 700;

const decoder = new TextDecoder();
const places = new Map();
const waiting = new Set();
// A slow machine is never idle.
const whenIdle = task => window.requestIdleCallback ? requestIdleCallback(task, {timeout: 500}) : setTimeout(task);
let library = null;

const plotly = address => library ??= new Promise((done, fail) => {
  const script = document.createElement("script");
  script.src = address;
  script.onload = () => done(window.Plotly);
  script.onerror = () => {
    library = null;
    fail(new Error(`${address} did not load`));
  };
  document.head.append(script);
});

const clicked = (place, point) => {
  const name = [point.customdata].flat()[0];
  if (place.sent.isClickable && name !== undefined) place.tell("clicked", name);
};

const isDrawn = place => place.plot.classList.contains("js-plotly-plot");

const shown = place => delete place.box.dataset.stale;

const draw = async place => {
  waiting.delete(place);
  const {text, sent: {library: address, figure: {data, layout}}} = place;
  if (place.drawn === text) return shown(place);
  place.drawn = text;
  try {
    const Plotly = await plotly(address);
    // A newer figure, or none: the page may have gone on meanwhile.
    if (place.text !== text || !places.has(place.parent)) return;
    const isNew = !isDrawn(place);
    if (isNew) place.plot.textContent = "";
    place.width = place.room || WIDTH;
    await Plotly.react(place.plot, data, {...layout, width: place.width}, CONFIG);
    if (isNew) place.plot.on("plotly_click", ({points}) => clicked(place, points[0]));
    place.box.style.height = "";
  } catch (error) {
    place.drawn = null;
    if (!isDrawn(place)) place.plot.textContent = FAILED;
    console.error(error);
  }
  if (place.text === text) shown(place);
};

const drawOneMore = () => {
  const [next] = waiting;
  if (!next) return;
  draw(next);
  whenIdle(drawOneMore);
};

const later = place => {
  if (!waiting.size) whenIdle(drawOneMore);
  waiting.add(place);
};

const sight = new IntersectionObserver(seen => seen.forEach(({target, isIntersecting}) => {
  const place = places.get(target.parentElement);
  if (!place) return;
  place.isInView = isIntersecting;
  if (place.drawn === place.text) return;
  if (isIntersecting) draw(place);
  else later(place);
}), {rootMargin: "100px"});

// How wide a place is, told before whether it is in view. A window that changes its width changes that of its charts;
// paper scales what is drawn (print.js).
const paper = matchMedia("print");
const size = new ResizeObserver(changes => changes.forEach(({target, contentRect: {width}}) => {
  const place = places.get(target.parentElement);
  if (!place || !width || paper.matches) return;
  place.room = width;
  if (!place.width || width === place.width) return;
  place.width = width;
  window.Plotly.relayout(place.plot, {width});
}));

// Paper shows what nobody has scrolled to.
addEventListener("beforeprint", () => [...waiting].forEach(draw));

const placed = parent => {
  const box = document.createElement("div"), plot = document.createElement("div");
  box.dataset.testid = "stPlotlyChart";
  box.setAttribute("role", "img");
  box.append(plot);
  parent.append(box);
  const place = {parent, box, plot, text: null, drawn: null, room: 0, width: 0, isInView: null};
  places.set(parent, place);
  return place;
};

const removed = place => {
  sight.unobserve(place.box);
  size.unobserve(place.box);
  waiting.delete(place);
  places.delete(place.parent);
  if (isDrawn(place)) window.Plotly.purge(place.plot);
  place.box.remove();
};

export default ({data, parentElement: parent, setTriggerValue}) => {
  const text = decoder.decode(data);
  const place = places.get(parent) ?? placed(parent);
  place.tell = setTriggerValue;
  if (place.text !== text) {
    place.text = text;
    place.sent = JSON.parse(text);
    place.box.dataset.stale = "true";
    place.box.setAttribute("aria-label", place.sent.alt);
    if (!place.width) place.box.style.height = `${place.sent.figure.layout.height}px`;
    if (place.isInView === null) {
      size.observe(place.box);
      sight.observe(place.box);
    } else if (place.isInView) draw(place);
    else later(place);
  }
  return () => removed(place);
};
