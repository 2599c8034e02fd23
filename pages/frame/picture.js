// Composes a figure's picture in the reader's browser: title, chart, caption, filters, day of knowledge, markings.
// Streamlit's sanitiser drops a script in which "<" stands before a letter or a slash: always write a blank after it.
(() => {
  if (window.picturesAreReady) return;
  window.picturesAreReady = true;

  const SCALE = 2, EDGE = 24, LEAST_WIDTH = 520, LINE = 1.35;
  const FONT = "Arial, 'Liberation Sans', sans-serif";
  const TITLE = {size: 19, weight: 700, colour: "#0b0c0c"};
  const CAPTION = {size: 14, weight: 400, colour: "#383f43"};
  const MARK = {size: 13, weight: 700, colour: "#ffffff"};
  const PLOT = ".js-plotly-plot", MAP = "[data-testid=stDeckGlJsonChart] canvas";
  // What answers the pointer, not part of the figure.
  const POINTER = ".hoverlayer, .draglayer, .zoomlayer, .select-outline";
  const NOT_DRAWN = "The chart is still being drawn. Please try again in a moment.";
  const NOT_MADE = "The picture could not be made. Please load the page again and retry.";
  const REFUSED = "Your browser did not let this page copy the picture. Please use “Download picture” instead.";

  class NotDrawn extends Error {}

  const svg = (name, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };

  const ruler = document.createElement("canvas").getContext("2d");

  // The text in lines that fit the width; a word wider than that is broken where it must be.
  const lines = (text, style, width) => {
    ruler.font = `${style.weight} ${style.size}px ${FONT}`;
    const fits = words => ruler.measureText(words).width <= width;
    const done = [];
    let line = "";
    for (const word of text.split(/\s+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (fits(longer)) { line = longer; continue; }
      if (line) done.push(line);
      line = "";
      for (const letter of word) {
        if (!fits(line + letter)) { done.push(line); line = ""; }
        line += letter;
      }
    }
    return [...done, line];
  };

  // Lines of text from `top` down, and where they end.
  const paragraph = (text, style, x, top, width) => {
    const broken = lines(text, style, width);
    const font = {"font-family": FONT, "font-size": style.size, "font-weight": style.weight, fill: style.colour};
    const nodes = broken.map((line, n) => svg("text", {x, y: top + style.size * (LINE * n + 1), ...font}, line));
    const widest = Math.max(...broken.map(line => ruler.measureText(line).width));
    return {nodes, widest, bottom: top + style.size * LINE * broken.length};
  };

  // The markings as filled blocks side by side, the next row where one does not fit.
  const markings = (marks, top, width) => {
    const nodes = [];
    let x = EDGE, y = top, bottom = top;
    for (const {text, colour} of marks) {
      let block = paragraph(text, MARK, x + 9, y + 5, width - 18);
      if (x > EDGE && x + block.widest + 18 > EDGE + width) {
        x = EDGE;
        y = bottom + 6;
        block = paragraph(text, MARK, x + 9, y + 5, width - 18);
      }
      const height = block.bottom + 3 - y;
      nodes.push(svg("rect", {x, y, width: block.widest + 18, height, fill: colour}), ...block.nodes);
      x += block.widest + 26;
      bottom = Math.max(bottom, y + height);
    }
    return {nodes, bottom};
  };

  // The drawn chart as SVG nodes with their size: Plotly's layers, or what stands on the map's canvas.
  const chart = panel => {
    const map = panel.querySelector(MAP);
    if (map) {
      const size = {width: map.clientWidth, height: map.clientHeight};
      return {...size, nodes: [svg("image", {...size, href: map.toDataURL()})]};
    }
    const layers = [...panel.querySelectorAll(`${PLOT} .main-svg`)];
    const nodes = layers.map(layer => layer.cloneNode(true));
    nodes.forEach(node => node.querySelectorAll(POINTER).forEach(part => part.remove()));
    return {width: +layers[0].getAttribute("width"), height: +layers[0].getAttribute("height"), nodes};
  };

  const compose = (panel, words) => {
    const drawn = chart(panel), nodes = [];
    const width = Math.max(drawn.width, LEAST_WIDTH);
    let y = EDGE - 4;
    const put = (text, style, gap) => {
      const placed = paragraph(text, style, EDGE, y, width);
      nodes.push(...placed.nodes);
      y = placed.bottom + gap;
    };
    put(words.title, TITLE, 10);
    for (const layer of drawn.nodes) {
      layer.setAttribute("x", EDGE + (width - drawn.width) / 2);
      layer.setAttribute("y", y);
    }
    nodes.push(...drawn.nodes);
    y += drawn.height + 12;
    nodes.push(svg("path", {d: `M${EDGE} ${y - 2}h${width}`, stroke: "#b1b4b6"}));
    y += 6;
    words.lines.forEach(line => put(line, CAPTION, 5));
    const marked = markings(words.marks, y + 7, width);
    return [width + 2 * EDGE, marked.bottom + EDGE, [...nodes, ...marked.nodes]];
  };

  // deck.gl's canvas is there before its size, and has its size before its areas.
  const isPainted = map => {
    const {width, height} = map;
    const empty = Object.assign(document.createElement("canvas"), {width, height});
    const isSized = Math.abs(width - map.clientWidth * devicePixelRatio) <= 2;
    return isSized && map.toDataURL() !== empty.toDataURL();
  };

  const isDrawn = panel => {
    const isRunning = document.querySelector("[data-testid=stApp]").dataset.testScriptState === "running";
    if (isRunning || panel.querySelector("[data-stale=true]")) return false;
    const map = panel.querySelector(MAP);
    return map ? isPainted(map) : panel.querySelector(`${PLOT} .main-svg`);
  };

  // A click during a rerun waits for it, so that chart and words are of one view.
  const drawn = async panel => {
    for (let n = 0; n < 100 && panel.isConnected; n += 1) {
      if (isDrawn(panel)) return;
      await new Promise(done => setTimeout(done, 100));
    }
    throw new NotDrawn();
  };

  const picture = async (panel, words) => {
    await drawn(panel);
    const [width, height, nodes] = compose(panel, words);
    const size = {width: width * SCALE, height: Math.ceil(height) * SCALE};
    const ground = svg("rect", {width: "100%", height: "100%", fill: "#ffffff"});
    const whole = svg("svg", {...size, viewBox: `0 0 ${width} ${Math.ceil(height)}`}, ground, ...nodes);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(whole))}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), size);
    canvas.getContext("2d").drawImage(image, 0, 0);
    return new Promise((done, fail) => canvas.toBlob(blob => blob ? done(blob) : fail(new Error("no PNG")), "image/png"));
  };

  const copy = async (panel, words) => {
    const made = picture(panel, words);
    try {
      // The promise goes in, not the picture: a browser forgets the click while it is being made.
      await navigator.clipboard.write([new ClipboardItem({"image/png": made})]);
    } catch {
      await made;
      return REFUSED;
    }
    return "Picture copied.";
  };

  const download = async (panel, words) => {
    const address = URL.createObjectURL(await picture(panel, words));
    const {file} = words;
    Object.assign(document.createElement("a"), {href: address, download: file}).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    return `Picture saved as ${file}.`;
  };

  document.addEventListener("click", async event => {
    const button = event.target.closest(".picture button");
    if (!button) return;
    // The menu is drawn at the end of the document: it names its panel.
    const box = button.closest(".picture"), words = JSON.parse(box.dataset.picture);
    const panel = document.querySelector(`.st-key-panel_${CSS.escape(box.dataset.panel)}`);
    const say = said => { box.querySelector("[role=status]").textContent = said; };
    say("");
    try {
      say(await (button.dataset.act === "copy" ? copy : download)(panel, words));
    } catch (error) {
      say(error instanceof NotDrawn ? NOT_DRAWN : NOT_MADE);
    }
  });
})();
