// Mends what Streamlit's own page leaves out for readers without sight or pointer, and reads charts point by point.
// Streamlit's sanitiser drops a script in which "<" stands before a letter or a slash: always write a blank after it.
(() => {
  if (window.readingIsEqual) return;
  window.readingIsEqual = true;
  document.documentElement.lang = "en-GB";

  const set = (element, attributes) => Object.entries(attributes).forEach(([name, value]) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  });
  const each = (selector, mend) => document.querySelectorAll(selector).forEach(mend);

  // A telephone's menu has headings inside its list, and its links are no children of it.
  const menu = () => {
    each("[data-testid=stSidebarNavItems]", list => set(list, {role: "presentation"}));
    each("[data-testid=stSidebarNavItems] > div", part => {
      const heading = part.querySelector("[data-testid=stNavSectionHeader]");
      if (heading) set(part, {role: "group", "aria-label": heading.querySelector("p").textContent});
    });
    each("[data-testid=stSidebarNavItems] li", item => set(item, {role: "presentation"}));
  };

  // Where one is: the section of the page open, in the bar.
  const section = () => {
    const here = document.querySelector(".service")?.dataset.section;
    each("[data-testid=stTopNavSection]", button =>
      button.textContent === here ? set(button, {"aria-current": "true"}) : button.removeAttribute("aria-current"));
  };

  // A place that takes files has a name, so it is more than presentation.
  const dropzone = () => each("[data-testid=stFileUploaderDropzone]", zone => set(zone, {role: "group"}));

  // The choices of a list are drawn at the end of the document, outside every landmark.
  const choices = () => each("[role=listbox]", list => {
    const place = list.closest("body > *");
    if (place && !place.querySelector("main")) set(place, {role: "region", "aria-label": "Choices"});
  });

  // What a button opens is drawn at the end of the document: focus goes there with the keyboard, and back.
  let opener = null, closing = null;
  const stops = body => [...body.querySelectorAll("a, button, input, [tabindex='0']")].filter(each => each.checkVisibility());
  const popover = () => each("[data-testid=stPopoverBody]:not([data-entered])", body => {
    const [first] = stops(body);
    if (!first) return;
    body.dataset.entered = "";
    opener = document.activeElement.closest("[data-testid=stPopoverButton]");
    if (opener) first.focus();
  });
  document.addEventListener("keydown", event => {
    const body = event.target.closest?.("[data-testid=stPopoverBody]");
    if (!body || !opener) return;
    const all = stops(body), edge = event.shiftKey ? all[0] : all.at(-1);
    if (event.key === "Tab" && event.target === edge) {
      event.preventDefault();
      opener.focus();
    }
    if (event.key === "Escape") closing = body;
  }, true);
  // A reader who has gone on elsewhere before it is closed stays there.
  const closed = () => {
    if (!closing || closing.isConnected) return;
    closing = null;
    if (document.activeElement === document.body) opener.focus();
  };

  const mends = [menu, section, dropzone, choices, popover, closed];
  const mend = () => mends.forEach(part => part());
  // At once and not with the next frame: a reader's software may ask before it.
  new MutationObserver(mend).observe(document.body, {childList: true, subtree: true});
  mend();

  // What is shown has changed: said once the page is drawn, for nobody hears a chart change.
  const told = Object.assign(document.createElement("div"), {className: "only-heard", id: "told"});
  set(told, {role: "status"});
  document.body.append(told);
  let last = null;
  const tell = () => {
    const app = document.querySelector("[data-testid=stApp]");
    const shown = document.querySelector(".st-key-filter_bar .showing");
    if (!app || app.dataset.testScriptState === "running" || !shown) return;
    const now = `${document.title}. ${shown.textContent}`;
    if (last !== null && now !== last) told.textContent = now;
    last = now;
  };
  setInterval(tell, 500);

  // Point by point: the rows of the figure's own table.
  const step = (reader, to) => {
    const {heads, rows} = JSON.parse(reader.dataset.points);
    const at = Math.max(0, Math.min(rows.length - 1, to(Number(reader.dataset.at ?? -1), rows.length)));
    reader.dataset.at = at;
    const words = rows[at].map((cell, n) => cell === "" ? "" : `${heads[n]} ${cell}`).filter(Boolean);
    reader.querySelector("[role=status]").textContent = `${at + 1} of ${rows.length}: ${words.join(", ")}`;
  };
  const KEYS = {
    ArrowRight: at => at + 1, ArrowDown: at => at + 1, ArrowLeft: at => at - 1, ArrowUp: at => at - 1,
    Home: () => 0, End: (at, count) => count - 1,
  };
  document.addEventListener("keydown", event => {
    const reader = event.target.closest?.(".one-by-one");
    if (!reader || !KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    step(reader, KEYS[event.key]);
  });
  document.addEventListener("click", event => {
    const button = event.target.closest(".one-by-one button");
    if (button) step(button.closest(".one-by-one"), at => at + Number(button.dataset.step));
  });
})();
